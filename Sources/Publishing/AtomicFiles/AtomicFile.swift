import Glibc
package import SystemPackage

/// One file that a person has named. It is replaced in one step; its directory must be there, since one that is not
/// was probably mistyped.
package struct AtomicFile: Hashable, Sendable {
    package let path: FilePath

    package init(_ path: FilePath) { self.path = path }

    /// Replaces the file as a whole or leaves it as it was. A link is followed, so that it stays one; a device, a pipe
    /// or a socket is left alone.
    @discardableResult
    package func write(_ content: [UInt8]) throws(AtomicFileError) -> AtomicDirectory.Outcome {
        let file = resolved
        guard let name = file.lastComponent else { throw .directoryInPlaceOfFile(path) }
        if let kind = Self.kind(of: file), kind != S_IFREG {
            throw kind == S_IFDIR ? .directoryInPlaceOfFile(path) : .specialFile(path)
        }
        let parent = file.removingLastComponent()
        return try AtomicDirectory(parent.isEmpty ? "." : parent).writeIfThere(content, to: name.string)
    }

    /// The end of the links; the path itself where it leads to nothing.
    private var resolved: FilePath {
        guard let real = realpath(path.string, nil) else { return path }
        defer { free(real) }
        return FilePath(String(cString: real))
    }

    /// Absent where there is nothing.
    private static func kind(of path: FilePath) -> mode_t? {
        var status = stat()
        return lstat(path.string, &status) == 0 && status.st_mode & S_IFMT != S_IFLNK ? status.st_mode & S_IFMT : nil
    }
}
