private import Glibc

/// A file without a name, for parsers that take a path.
struct InputFile: ~Copyable {
    private let descriptor: Int32

    init() {
        var name = Array("\(Scratch.shared.path)/input-XXXXXX".utf8CString)
        descriptor = mkstemp(&name)
        require(descriptor >= 0 && unlink(name) == 0, "there is room for a file")
    }

    deinit { close(descriptor) }

    var path: String { "/proc/self/fd/\(descriptor)" }

    func put(_ bytes: [UInt8]) {
        ftruncate(descriptor, 0)
        require(pwrite(descriptor, bytes, bytes.count, 0) == bytes.count, "the input file can be written")
    }
}
