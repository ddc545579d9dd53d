import Glibc
import SystemPackage

/// Owns a file that is not there yet for anyone else: under a hidden name until it is renamed, gone if it never is.
///
/// A process that is killed leaves the file behind. So that others can tell such a file from one that is being written,
/// the writer holds a lock on it, which the kernel takes away with the process.
struct TemporaryFile: ~Copyable {
    /// Readable for all: container runtimes of ordinary users read specs too. Nothing secret is written this way.
    static let mode: mode_t = 0o644

    private let raw: Int32
    private let name: TemporaryName
    private let directory: Int32
    private var isInPlace = false

    /// The directory must outlive the file.
    init(for target: String, in directory: borrowing DirectoryDescriptor) throws(Errno) {
        let handle = directory.raw
        let (raw, name) = try Self.create(for: target, in: handle)
        self.raw = raw
        self.name = name
        self.directory = handle
    }

    deinit {
        Glibc.close(raw)
        if !isInPlace { unlinkat(directory, name.description, 0) }
    }

    private static func create(for target: String, in directory: Int32) throws(Errno) -> (Int32, TemporaryName) {
        while true {
            let name = TemporaryName(for: target)
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
            let raw = try retrying { openat(directory, name.description, flags, 0o600) }
            if isKept(raw) { return (raw, name) }
            Glibc.close(raw)
        }
    }

    /// Locks the file. Whoever tidies up may have found it before the lock, and taken it for an abandoned one: it is
    /// then gone, or about to go.
    private static func isKept(_ raw: Int32) -> Bool {
        do {
            try retrying { flock(raw, LOCK_EX | LOCK_NB) }
        } catch {
            // A file system without locks: there, nobody takes a file for abandoned.
            return error != .wouldBlock
        }
        var status = stat()
        return fstat(raw, &status) != 0 || status.st_nlink > 0
    }

    func write(_ content: [UInt8]) throws(Errno) {
        var written = 0
        while written < content.count {
            written += try retrying {
                content[written...].withUnsafeBytes { Glibc.write(raw, $0.baseAddress, $0.count) }
            }
        }
    }

    /// Brings content and mode to the disk, so that a crash after the rename cannot leave an empty file.
    func finish() throws(Errno) {
        try retrying { fchmod(raw, Self.mode) }
        try retrying { fsync(raw) }
    }

    mutating func rename(to target: String) throws(Errno) {
        try retrying { renameat(directory, name.description, directory, target) }
        isInPlace = true
    }
}
