private import Glibc
internal import SystemPackage

/// Owns a file that is not there yet for anyone else: under a hidden name until it is renamed, gone if it never is.
///
/// A process that is killed leaves the file behind. So that others can tell such a file from one that is being written,
/// the writer holds a lock on it, which the kernel takes away with the process.
struct TemporaryFile: ~Copyable {
    /// Readable for all: container runtimes of ordinary users read specs too. Nothing secret is written this way.
    static let permissions = FilePermissions(rawValue: 0o644)

    private let file: Descriptor
    private let name: TemporaryName
    private let directory: Int32
    private var isInPlace = false

    /// The directory must outlive the file.
    init(for target: String, in directory: borrowing Descriptor) throws(Errno) {
        var name = TemporaryName(for: target)
        var file = try Self.create(name, in: directory)
        while !Self.isKept(file) {
            name = TemporaryName(for: target)
            file = try Self.create(name, in: directory)
        }
        self.file = file
        self.name = name
        self.directory = directory.raw
    }

    deinit {
        if !isInPlace { unsafe unlinkat(directory, name.description, 0) }
    }

    private static func create(_ name: TemporaryName, in directory: borrowing Descriptor) throws(Errno) -> Descriptor {
        try Descriptor(name.description, in: directory, .writeOnly, [.create, .exclusiveCreate])
    }

    /// Locks the file. Someone who tidies up may have found it before the lock, and thought it abandoned: it is then
    /// gone, or about to go.
    private static func isKept(_ file: borrowing Descriptor) -> Bool {
        do {
            try file.lock()
        } catch {
            // A file system without locks: there, no file counts as abandoned.
            return error != .wouldBlock
        }
        return (try? file.status().linkCount) != 0
    }

    func write(_ content: [UInt8]) throws(Errno) { try file.write(content) }

    /// Sets the mode and brings all to the disk where it has to survive a power failure, which after the rename could
    /// leave an empty file otherwise.
    func finish(_ durability: AtomicDirectory.Durability) throws(Errno) {
        let raw = file.raw
        try retrying { fchmod(raw, Self.permissions.rawValue) }
        if durability == .power { try retrying { fsync(raw) } }
    }

    mutating func rename(to target: String) throws(Errno) {
        let (directory, name) = (directory, name.description)
        try retrying { unsafe renameat(directory, name, directory, target) }
        isInPlace = true
    }

    /// Removes a temporary file whose writer is gone, which shows in that its lock is free; returns whether it was one.
    static func removeAbandoned(_ name: String, in directory: borrowing Descriptor) throws(Errno) -> Bool {
        do {
            // To write, because some file systems lock only such files.
            let file = try Descriptor(name, in: directory, .readWrite, .noFollow)
            // Without locks nobody can tell; what stays is hidden from runtimes.
            guard try file.status().type == .regular, (try? file.lock()) != nil else { return false }
            // The lock goes with the descriptor, so the file is gone before anyone else could think it their own.
            try directory.unlink(name)
            return true
        } catch .noSuchFileOrDirectory, .tooManySymbolicLinkLevels, .isDirectory {
            // No such file, or its writer was quick and has renamed it.
            return false
        } catch {
            throw error
        }
    }
}

/// What a file is called before it is in its place: `.apus.dev-gpu.json.1b9x0q3k7z2mf.tmp`. Runtimes read hidden files
/// too, but only `.json` and `.yaml`.
struct TemporaryName: Hashable, CustomStringConvertible {
    /// The name that the file is to have in the end.
    let target: String
    private let mark: String

    /// A new one.
    init(for target: String) {
        self.target = target
        mark = String(UInt64.random(in: 0 ... .max), radix: 36)
    }

    /// Returns nil for the name of any other file.
    init?(_ name: String) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts.first == "", parts.last == "tmp", let mark = parts.dropLast().last,
            // A sign or a capital would be read as a number too.
            let number = UInt64(mark, radix: 36), String(number, radix: 36) == mark
        else { return nil }
        target = parts[1..<(parts.count - 2)].joined(separator: ".")
        self.mark = String(mark)
    }

    var description: String { ".\(target).\(mark).tmp" }
}
