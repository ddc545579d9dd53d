import Glibc
import SystemPackage

/// Owns an open directory, so that all steps of a change meet the same one, whatever its path comes to mean meanwhile.
struct DirectoryDescriptor: ~Copyable {
    let raw: Int32

    private init(raw: Int32) { self.raw = raw }

    deinit { Glibc.close(raw) }

    /// Returns nil where there is none.
    init?(existing path: FilePath) throws(AtomicFileError) {
        do {
            self.init(raw: try Self.open(path))
        } catch .noSuchFileOrDirectory {
            return nil
        } catch {
            throw Self.failure(.open, path, error)
        }
    }

    /// Makes the directory with its parents where it is missing.
    init(making path: FilePath) throws(AtomicFileError) {
        do {
            self.init(raw: try Self.open(path))
            return
        } catch .noSuchFileOrDirectory {
            // Made below.
        } catch {
            throw Self.failure(.open, path, error)
        }
        for parent in path.upwards.reversed() { try Self.make(parent, for: path) }
        do {
            self.init(raw: try Self.open(path))
        } catch {
            throw Self.failure(.open, path, error)
        }
    }

    private static func open(_ path: FilePath) throws(Errno) -> Int32 {
        try retrying { Glibc.open(path.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    }

    private static func make(_ path: FilePath, for directory: FilePath) throws(AtomicFileError) {
        do {
            try retrying { mkdir(path.string, 0o755) }
            // Programs of ordinary users read here too, and the process's umask may forbid it.
            try retrying { chmod(path.string, 0o755) }
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
            return stat(part.string, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
        }
        return .fileInPlaceOfDirectory(file ?? path, directory: path)
    }

    /// Without this the rename may be forgotten by a crash. Some file systems have nothing to do and say so.
    func synchronize() throws(Errno) {
        do {
            try retrying { fsync(raw) }
        } catch .invalidArgument {
            return
        }
    }

    func identity() throws(Errno) -> DirectoryIdentity {
        var status = stat()
        try retrying { fstat(raw, &status) }
        return DirectoryIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }

    func unlink(_ name: String) throws(Errno) { try retrying { unlinkat(raw, name, 0) } }
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
