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
    package func names(_ below: String = ".") -> [String] {
        let directory = open("\(path)/\(below)", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(directory) }
        return Self.entries(directory).map { name in
            String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }.sorted()
    }

    private func makeDirectories(above name: String) {
        var directory = path
        for part in name.split(separator: "/").dropLast() {
            directory += "/\(part)"
            // What is there already is as good; what is no directory shows when the file is made.
            mkdir(directory, 0o755)
        }
    }

    /// What cannot be removed is left to the system's own cleaning.
    private static func remove(_ path: String) { remove(Array(path.utf8CString), below: AT_FDCWD) }

    /// The name is as the directory has it: not each that a test makes is text.
    private static func remove(_ name: [CChar], below parent: Int32) {
        // Refuses directories and does not follow links.
        guard unlinkat(parent, name, 0) != 0 else { return }
        let directory = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        for entry in entries(directory) { remove(entry, below: directory) }
        unlinkat(parent, name, AT_REMOVEDIR)
        close(directory)
    }

    /// Names that end with a zero byte, of a directory that is open; none of what could not be opened.
    private static func entries(_ descriptor: Int32) -> [[CChar]] {
        guard let directory = fdopendir(dup(descriptor)) else { return [] }
        defer { closedir(directory) }
        var entries: [[CChar]] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0]
            }
            if name != [46, 0], name != [46, 46, 0] { entries.append(name) }
        }
        return entries
    }
}
