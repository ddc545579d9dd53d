private import Glibc
package import SystemPackage

/// A directory of files that others read all the time. A file in it appears, changes and vanishes in one step.
package struct AtomicDirectory: Hashable, Sendable {
    package let path: FilePath

    package init(_ path: FilePath) { self.path = path }

    /// What writing a file came to.
    package enum Outcome: Hashable, Sendable {
        case written
        /// The file held the same already; nobody was disturbed.
        case unchanged
    }

    /// Makes the directory with its parents where it is missing.
    package func make() throws(AtomicFileError) { _ = try Descriptor.directory(making: path) }

    /// What a file has to survive.
    package enum Durability: Hashable, Sendable {
        /// The end of the program.
        case program
        /// A power failure too, for which the disk is waited for.
        case power
    }

    /// Replaces a file as a whole or leaves it as it was; whatever fails, nothing of the attempt stays behind. The
    /// directory is made with its parents when it is missing.
    @discardableResult
    package func write(
        _ content: [UInt8], to name: String, surviving durability: Durability = .power
    ) throws(AtomicFileError) -> Outcome {
        try write(content, to: name, in: Descriptor.directory(making: path), durability)
    }

    /// The same, where it is a mistake that the directory is missing.
    @discardableResult
    package func writeIfThere(_ content: [UInt8], to name: String) throws(AtomicFileError) -> Outcome {
        guard let directory = try Descriptor.directory(existing: path) else {
            throw .directory(path, .open, .noSuchFileOrDirectory)
        }
        return try write(content, to: name, in: directory)
    }

    /// The rename happens inside the directory, because that is what readers watch for: a file that is linked into it
    /// or moved from elsewhere goes unnoticed by some.
    private func write(
        _ content: [UInt8], to name: String, in directory: borrowing Descriptor, _ durability: Durability = .power
    ) throws(AtomicFileError) -> Outcome {
        if Self.holds(directory, content.count, in: name, where: { $0 == content }) { return .unchanged }
        var step = AtomicFileError.Step.create
        do {
            var file = try TemporaryFile(for: name, in: directory)
            step = .write
            try file.write(content)
            try file.finish(durability)
            step = .rename
            try file.rename(to: name)
            step = .synchronize
            if durability == .power { try directory.synchronize() }
        } catch {
            throw failure(step, of: name, error)
        }
        return .written
    }

    /// Whether writing `count` bytes would change nothing: the file is a regular one of that content and mode. One that
    /// cannot be read is not, and is replaced; only that may fail.
    private static func holds(
        _ directory: borrowing Descriptor, _ count: Int, in name: String, where isSame: ([UInt8]) -> Bool
    ) -> Bool {
        do {
            let file = try Descriptor(name, in: directory, .readOnly, .noFollow)
            let status = try file.status()
            guard status.type == .regular, status.permissions == TemporaryFile.permissions, status.size == count
            else { return false }
            return isSame(try file.content(limit: count))
        } catch {
            return false
        }
    }

    /// Whether a file holds the bytes that the digest is of, with the mode that it was written with.
    package func holds(_ digest: ContentDigest, in name: String) -> Bool {
        guard let directory = try? Descriptor.directory(existing: path) else { return false }
        return Self.holds(directory, digest.count, in: name) { ContentDigest($0) == digest }
    }

    /// Removes a file; returns whether there was one.
    @discardableResult
    package func remove(_ name: String, surviving durability: Durability = .power) throws(AtomicFileError) -> Bool {
        guard let directory = try Descriptor.directory(existing: path) else { return false }
        do {
            try directory.unlink(name)
            if durability == .power { try directory.synchronize() }
            return true
        } catch .noSuchFileOrDirectory {
            return false
        } catch {
            throw failure(.remove, of: name, error)
        }
    }

    /// What a regular file holds; links to one are followed.
    package func content(of name: String) throws(AtomicFileError) -> [UInt8] {
        guard let directory = try Descriptor.directory(existing: path) else {
            throw failure(.read, of: name, .noSuchFileOrDirectory)
        }
        do {
            return try Descriptor(name, in: directory).regularContent()
        } catch {
            throw failure(.read, of: name, error)
        }
    }

    /// The same, for names that need not be text, where more than `limit` bytes are not read.
    package func content(of name: FilePath.Component, limit: Int) throws(AtomicFileError) -> [UInt8] {
        do {
            return try Descriptor(path.appending(name)).regularContent(limit: limit)
        } catch {
            throw failure(.read, of: name.string, error)
        }
    }

    /// What a name stands for. Links are not followed, and a file of more than `limit` bytes is not read.
    package func entry(_ name: String, limit: Int = .max) throws(AtomicFileError) -> Entry {
        guard let directory = try Descriptor.directory(existing: path) else { return .absent }
        do {
            // A pipe or a device may do something when it is opened, so it is not.
            guard try directory.status(of: name).type == .regular else { return .other }
            return .file(try Descriptor(name, in: directory, .readOnly, .noFollow).regularContent(limit: limit))
        } catch .noSuchFileOrDirectory {
            return .absent
        } catch .tooManySymbolicLinkLevels {
            return .other
        } catch .fileTooLarge {
            return .other
        } catch {
            throw failure(.read, of: name, error)
        }
    }

    package enum Entry: Hashable, Sendable {
        case absent
        case file([UInt8])
        /// A link, a directory, a pipe, a file beyond the limit and so on.
        case other
    }

    /// What the directory is, whatever path led to it; nil where it is missing.
    package func identity() throws(AtomicFileError) -> FileIdentity? {
        guard let directory = try Descriptor.directory(existing: path) else { return nil }
        do {
            return FileIdentity(try directory.status())
        } catch {
            throw .directory(path, .open, error)
        }
    }

    /// The path, whatever the working directory comes to be.
    package var absolutePath: FilePath {
        guard path.isRelative, let working = unsafe getcwd(nil, 0) else { return path }
        defer { unsafe free(working) }
        return FilePath(unsafe String(cString: working)).pushing(path)
    }

    /// The names of all entries, sorted; none where the directory is missing.
    package func names() throws(AtomicFileError) -> [String] { try components().map(\.string) }

    /// The same, as they are: names need not be text.
    package func components() throws(AtomicFileError) -> [FilePath.Component] {
        guard let directory = try Descriptor.directory(existing: path) else { return [] }
        do {
            return try directory.names().components.sorted { $0.string < $1.string }
        } catch {
            throw .directory(path, .list, error)
        }
    }

    /// Removes what writers left that were killed: temporary files of the file of that name, or of all files. Those of
    /// a writer that is at work stay. Returns the names.
    @discardableResult
    package func removeAbandoned(of target: String? = nil) throws(AtomicFileError) -> [String] {
        guard let directory = try Descriptor.directory(existing: path) else { return [] }
        let names: EntryNames
        do {
            names = try directory.names()
        } catch {
            throw .directory(path, .list, error)
        }
        var removed: [String] = []
        var fault: AtomicFileError?
        for name in names {
            guard let temporary = TemporaryName(name), target == nil || temporary.target == target else { continue }
            do {
                if try TemporaryFile.removeAbandoned(name, in: directory) { removed.append(name) }
            } catch {
                // The others are removed all the same.
                fault = fault ?? failure(.remove, of: name, error)
            }
        }
        if let fault { throw fault }
        return removed.sorted()
    }

    private func failure(_ step: AtomicFileError.Step, of name: String, _ error: Errno) -> AtomicFileError {
        let file = path.appending(name)
        return error == .isDirectory ? .directoryInPlaceOfFile(file) : .file(file, step, error)
    }
}

/// What a file is under all of its paths: `/run/cdi` is `/var/run/cdi` on most machines.
package struct FileIdentity: Hashable, Sendable {
    private let device: DeviceID
    private let inode: Inode

    init(_ status: Stat) {
        device = status.deviceID
        inode = status.inode
    }
}

/// What the content of a file is known by to a program that has not kept it. Another run gets other digests.
package struct ContentDigest: Hashable, Sendable {
    let count: Int
    private let hash: Int

    package init(_ content: [UInt8]) {
        count = content.count
        var hasher = Hasher()
        unsafe content.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        hash = hasher.finalize()
    }
}
