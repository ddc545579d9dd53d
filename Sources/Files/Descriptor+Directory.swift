private import Glibc
internal import SystemPackage

/// Directories that are opened to be changed: all steps of a change then meet the same one, whatever its path comes to
/// mean in the course of it.
extension Descriptor {
    /// Returns nil where there is none.
    static func directory(existing path: FilePath) throws(AtomicFileError) -> Descriptor? {
        do {
            return try Descriptor(path, .readOnly, .directory)
        } catch .noSuchFileOrDirectory {
            return nil
        } catch {
            throw failure(.open, path, error)
        }
    }

    /// Makes the directory with its parents where it is missing.
    static func directory(making path: FilePath) throws(AtomicFileError) -> Descriptor {
        if let directory = try directory(existing: path) { return directory }
        for parent in path.upwards.reversed() { try make(parent, for: path) }
        do {
            return try Descriptor(path, .readOnly, .directory)
        } catch {
            throw failure(.open, path, error)
        }
    }

    private static func make(_ path: FilePath, for directory: FilePath) throws(AtomicFileError) {
        do {
            try retrying { unsafe mkdir(path.string, 0o755) }
            // Programs of ordinary users read here too, and the process's umask may forbid it.
            try retrying { unsafe chmod(path.string, 0o755) }
        } catch .fileExists {
            return
        } catch {
            throw failure(.make, directory, error)
        }
    }

    private static func failure(_ step: AtomicFileError.Step, _ path: FilePath, _ error: Errno) -> AtomicFileError {
        guard error == .notDirectory else { return .directory(path, step, error) }
        let file = path.upwards.last { part in
            var status = stat()
            return unsafe stat(part.string, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
        }
        return .fileInPlaceOfDirectory(file ?? path, directory: path)
    }

    /// Brings what was written to the disk. Without this for its directory a rename may be forgotten by a crash. Some file
    /// systems have nothing to do for directories and say so.
    func synchronize() throws(Errno) {
        do {
            try retrying { fsync(raw) }
        } catch .invalidArgument {
            return
        }
    }

    func unlink(_ name: String) throws(Errno) { try retrying { unsafe unlinkat(raw, name, 0) } }

    /// Holds the file for this process, until the descriptor goes. Throws `.wouldBlock` where another holds it.
    func lock() throws(Errno) { try retrying { flock(raw, LOCK_EX | LOCK_NB) } }
}

extension FilePath {
    /// The path, its parent, the parent's parent and so on, without the root.
    fileprivate var upwards: [FilePath] {
        var paths: [FilePath] = []
        var path = self
        while !path.components.isEmpty {
            paths.append(path)
            path = path.removingLastComponent()
        }
        return paths
    }
}
