import Glibc
import SystemPackage

/// Owns a file that is not there yet for anyone else: under a hidden name until it is renamed, gone if it never is.
struct TemporaryFile: ~Copyable {
    /// Readable for all: container runtimes of ordinary users read specs too. Nothing secret is written this way.
    static let mode: mode_t = 0o644

    private let raw: Int32
    private let name: String
    private let directory: Int32
    private var isInPlace = false

    /// The directory must outlive the file.
    init(for target: String, in directory: borrowing DirectoryDescriptor) throws(Errno) {
        let name = Self.name(for: target)
        let handle = directory.raw
        raw = try retrying { openat(handle, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
        self.name = name
        self.directory = handle
    }

    deinit {
        Glibc.close(raw)
        if !isInPlace { unlinkat(directory, name, 0) }
    }

    /// `.apus.dev-gpu.json.1b9x0q3k7z2mf.tmp`: runtimes read hidden files, but only `.json` and `.yaml`.
    private static func name(for target: String) -> String {
        ".\(target).\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp"
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
        try retrying { renameat(directory, name, directory, target) }
        isInPlace = true
    }
}
