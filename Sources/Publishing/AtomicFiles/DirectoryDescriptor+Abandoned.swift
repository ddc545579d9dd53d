import Glibc
import SystemPackage

extension DirectoryDescriptor {
    /// Removes a temporary file whose writer is gone, which shows in that nobody holds its lock; returns whether it was
    /// one.
    borrowing func removeAbandoned(_ name: String) throws(Errno) -> Bool {
        // To write, because some file systems lock only such files.
        let flags = O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC
        let raw: Int32
        do {
            raw = try retrying { openat(self.raw, name, flags) }
        } catch .noSuchFileOrDirectory, .tooManySymbolicLinkLevels, .isDirectory {
            return false
        } catch {
            throw error
        }
        // The lock goes with the descriptor, so the file is gone before anybody else could take it for their own.
        defer { Glibc.close(raw) }
        var status = stat()
        try retrying { fstat(raw, &status) }
        // Without locks nobody can tell; what stays is hidden from runtimes.
        guard status.st_mode & S_IFMT == S_IFREG, flock(raw, LOCK_EX | LOCK_NB) == 0 else { return false }
        do {
            try unlink(name)
            return true
        } catch .noSuchFileOrDirectory {
            // Its writer was quick and has renamed it.
            return false
        } catch {
            throw error
        }
    }
}
