private import Glibc
private import Sysfs

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

    var names: [String] { HostDirectory(path)?.names() ?? [] }

    private static func remove(_ path: String) {
        guard unlink(path) != 0 else { return }
        for name in HostDirectory(path)?.names() ?? [] { remove("\(path)/\(name)") }
        rmdir(path)
    }
}
