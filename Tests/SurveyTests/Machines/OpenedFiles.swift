import Glibc
import Testing

/// Notes which files of a directory are opened from now on.
final class OpenedFiles {
    private let descriptor: Int32

    init(in directory: String) throws {
        descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
        try #require(descriptor >= 0)
        try #require(inotify_add_watch(descriptor, directory, UInt32(IN_OPEN)) >= 0, "\(directory) cannot be watched")
    }

    deinit { close(descriptor) }

    func names() -> Set<String> {
        var names: Set<String> = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return names }
            // A header of 16 bytes, the last four of which say how long the name behind it is.
            var rest = buffer[..<count]
            while rest.count >= 16 {
                let length = rest.dropFirst(12).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
                names.insert(String(decoding: rest.dropFirst(16).prefix(length).prefix { $0 != 0 }, as: UTF8.self))
                rest = rest.dropFirst(16 + length)
            }
        }
    }
}
