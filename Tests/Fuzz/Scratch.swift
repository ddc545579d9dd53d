private import Files
private import Glibc
private import SystemPackage

/// The directory for temporary files, which is empty but for what a check makes there.
struct Scratch {
    static let shared = Scratch()

    let path: String

    private init() {
        // Without links in it, so that what leads out of it can be told.
        let resolved = realpath(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp", nil)
        defer { free(resolved) }
        let parent = resolved.map { String(cString: $0) } ?? "/tmp"
        path = "\(parent)/apus-fuzz-\(getpid())"
        require(mkdir(path, 0o700) == 0, "\(path) can be made")
        setenv("TMPDIR", path, 1)
        atexit { Scratch.remove(Scratch.shared.path) }
    }

    var names: [String] { Self.names(path) }

    private static func names(_ path: String) -> [String] {
        (try? Descriptor(FilePath(path), .readOnly, .directory).names()).map(Array.init) ?? []
    }

    private static func remove(_ path: String) {
        guard unlink(path) != 0 else { return }
        for name in names(path) { remove("\(path)/\(name)") }
        rmdir(path)
    }
}
