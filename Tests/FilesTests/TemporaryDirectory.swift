import Glibc
import SystemPackage
import TestSupport

extension TemporaryDirectory {
    var filePath: FilePath { FilePath(path) }

    /// Kind and mode of the entry itself.
    func mode(of name: String) -> mode_t? { status(of: name)?.st_mode }

    func inode(of name: String) -> ino_t? { status(of: name)?.st_ino }

    private func status(of name: String) -> stat? {
        var status = stat()
        return lstat("\(path)/\(name)", &status) == 0 ? status : nil
    }
}
