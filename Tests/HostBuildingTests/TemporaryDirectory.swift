import Glibc
import Testing

/// A directory of its own for one test; it goes away with the value.
final class TemporaryDirectory: Sendable {
    /// Absolute and without symbolic links.
    let path: String

    init() throws {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/apus-test-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let resolved = try #require(realpath(template, nil))
        defer { free(resolved) }
        path = String(cString: resolved)
    }

    deinit { Self.remove(path) }

    /// What cannot be removed is left to the system's own cleaning.
    private static func remove(_ path: String) {
        // unlink() refuses directories and does not follow links.
        guard unlink(path) != 0, let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { remove("\(path)/\(name)") }
        }
        closedir(directory)
        rmdir(path)
    }
}
