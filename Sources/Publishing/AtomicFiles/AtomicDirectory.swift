import Glibc
package import SystemPackage

/// A directory of files that others read meanwhile. A file in it appears, changes and vanishes in one step.
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
    package func make() throws(AtomicFileError) { _ = try DirectoryDescriptor(making: path) }

    /// Replaces a file as a whole or leaves it as it was; whatever fails, nothing of the attempt stays behind. The
    /// directory is made with its parents when it is missing.
    @discardableResult
    package func write(_ content: [UInt8], to name: String) throws(AtomicFileError) -> Outcome {
        try write(content, to: name, in: DirectoryDescriptor(making: path))
    }

    /// The same, where it is a mistake that the directory is missing.
    @discardableResult
    package func writeIfThere(_ content: [UInt8], to name: String) throws(AtomicFileError) -> Outcome {
        guard let directory = try DirectoryDescriptor(existing: path) else {
            throw .directory(path, .open, .noSuchFileOrDirectory)
        }
        return try write(content, to: name, in: directory)
    }

    /// The rename happens inside the directory, because that is what readers watch for: a file that is linked into it
    /// or moved from elsewhere goes unnoticed by some.
    private func write(
        _ content: [UInt8], to name: String, in directory: borrowing DirectoryDescriptor
    ) throws(AtomicFileError) -> Outcome {
        if directory.holds(content, in: name) { return .unchanged }
        var step = AtomicFileError.Step.create
        do {
            var file = try TemporaryFile(for: name, in: directory)
            step = .write
            try file.write(content)
            try file.finish()
            step = .rename
            try file.rename(to: name)
            step = .synchronize
            try directory.synchronize()
        } catch {
            throw failure(step, of: name, error)
        }
        return .written
    }

    /// Removes a file; returns whether there was one.
    @discardableResult
    package func remove(_ name: String) throws(AtomicFileError) -> Bool {
        guard let directory = try DirectoryDescriptor(existing: path) else { return false }
        do {
            try directory.unlink(name)
            try directory.synchronize()
            return true
        } catch .noSuchFileOrDirectory {
            return false
        } catch {
            throw failure(.remove, of: name, error)
        }
    }

    /// What a regular file holds; links to one are followed.
    package func content(of name: String) throws(AtomicFileError) -> [UInt8] {
        guard let directory = try DirectoryDescriptor(existing: path) else {
            throw failure(.read, of: name, .noSuchFileOrDirectory)
        }
        do {
            return try directory.content(of: name)
        } catch {
            throw failure(.read, of: name, error)
        }
    }

    /// What a name stands for. Links are not followed.
    package func entry(_ name: String) throws(AtomicFileError) -> Entry {
        guard let directory = try DirectoryDescriptor(existing: path) else { return .absent }
        do {
            return try directory.entry(name)
        } catch {
            throw failure(.read, of: name, error)
        }
    }

    package enum Entry: Hashable, Sendable {
        case absent
        case file([UInt8])
        /// A link, a directory, a pipe and so on.
        case other
    }

    /// What the directory is, whatever path led to it; nil where it is missing.
    package func identity() throws(AtomicFileError) -> DirectoryIdentity? {
        guard let directory = try DirectoryDescriptor(existing: path) else { return nil }
        do {
            return try directory.identity()
        } catch {
            throw .directory(path, .open, error)
        }
    }

    /// The path, whatever the working directory comes to be.
    package var absolutePath: FilePath {
        guard path.isRelative, let working = getcwd(nil, 0) else { return path }
        defer { free(working) }
        return FilePath(String(cString: working)).pushing(path)
    }

    /// The names of all entries, sorted; none where the directory is missing.
    package func names() throws(AtomicFileError) -> [String] {
        guard let directory = try DirectoryDescriptor(existing: path) else { return [] }
        do {
            return try directory.names().sorted()
        } catch {
            throw .directory(path, .list, error)
        }
    }

    /// Removes what writers left that were killed: temporary files of the file of that name, or of all files. Those of
    /// a writer that is at work stay. Returns the names.
    @discardableResult
    package func removeAbandoned(of target: String? = nil) throws(AtomicFileError) -> [String] {
        guard let directory = try DirectoryDescriptor(existing: path) else { return [] }
        let names: [String]
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
                if try directory.removeAbandoned(name) { removed.append(name) }
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
