import Glibc
private import Testing

/// A directory of its own for one test; it goes away with the value.
package final class TemporaryDirectory: Sendable {
    /// Absolute and without symbolic links.
    package let path: String

    package init() throws {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/apus-test-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let resolved = try #require(realpath(template, nil))
        defer { free(resolved) }
        path = String(cString: resolved)
        // For tests that look at it as another user.
        chmod(path, 0o755)
    }

    deinit { Self.remove(path) }

    /// Writes a file; the directories above it are made.
    ///
    /// - Returns: Its path.
    @discardableResult
    package func put(_ text: String, at name: String) throws -> String {
        makeDirectories(above: name)
        let file = "\(path)/\(name)"
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        try #require(descriptor >= 0, "\(file) cannot be made")
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        try #require(write(descriptor, bytes, bytes.count) == bytes.count, "\(file) cannot be written")
        return file
    }

    package func link(_ name: String, to target: String) throws {
        makeDirectories(above: name)
        try #require(symlink(target, "\(path)/\(name)") == 0, "\(name) cannot be linked")
    }

    package func makeDirectory(_ name: String) throws {
        makeDirectories(above: name)
        try #require(mkdir("\(path)/\(name)", 0o755) == 0, "\(name) cannot be made")
    }

    /// Takes a file or a directory away, with all that is in it.
    package func remove(_ name: String) { Self.remove("\(path)/\(name)") }

    /// A file's text; nil where there is none.
    package func text(of name: String) -> String? {
        let descriptor = open("\(path)/\(name)", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    /// All names in a directory below this one, sorted.
    package func names(_ below: String = ".") -> [String] { Self.names("\(path)/\(below)").sorted() }

    private func makeDirectories(above name: String) {
        var directory = path
        for part in name.split(separator: "/").dropLast() {
            directory += "/\(part)"
            // What is there already is as good; what is no directory shows when the file is made.
            mkdir(directory, 0o755)
        }
    }

    /// What cannot be removed is left to the system's own cleaning.
    private static func remove(_ path: String) {
        // unlink() refuses directories and does not follow links.
        guard unlink(path) != 0 else { return }
        for name in names(path) { remove("\(path)/\(name)") }
        rmdir(path)
    }

    private static func names(_ path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
