import Glibc
import SystemPackage

/// A real directory that lives as long as the value.
final class TemporaryDirectory {
    let path: FilePath

    init() throws(Errno) {
        var template = Array("/tmp/apus-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw Errno(rawValue: errno) }
        path = FilePath(String(cString: made))
        // For tests that look at it as another user.
        chmod(path.string, 0o755)
    }

    deinit { Self.remove(path) }

    /// All names in it or below it, sorted.
    func names(_ below: String = ".") -> [String] { Self.names(path.appending(below)).sorted() }

    func put(_ text: String, at name: String) {
        guard let file = fopen(path.appending(name).string, "w") else { return }
        defer { fclose(file) }
        fputs(text, file)
    }

    func text(of name: String) -> String? {
        guard let file = fopen(path.appending(name).string, "r") else { return nil }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&buffer, 1, buffer.count, file)
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    func makeDirectory(_ name: String) { mkdir(path.appending(name).string, 0o755) }

    func makeLink(_ name: String, to target: String) { symlink(target, path.appending(name).string) }

    /// Kind and mode of the entry itself.
    func mode(of name: String) -> mode_t? { status(of: name)?.st_mode }

    func inode(of name: String) -> ino_t? { status(of: name)?.st_ino }

    private func status(of name: String) -> stat? {
        var status = stat()
        return lstat(path.appending(name).string, &status) == 0 ? status : nil
    }

    private static func names(_ directory: FilePath) -> [String] {
        guard let stream = opendir(directory.string) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func remove(_ path: FilePath) {
        for name in names(path) {
            let entry = path.appending(name)
            if unlink(entry.string) != 0 { remove(entry) }
        }
        rmdir(path.string)
    }
}
