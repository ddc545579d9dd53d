package import CDI
import Glibc
import SystemPackage

extension SpecDirectory {
    /// Writes a spec to the file of its kind. The directory is made when it is missing.
    @discardableResult
    package func write(_ spec: Spec) throws(SpecDirectoryError) -> Outcome {
        try write(Array(spec.fileText.utf8), to: spec.fileName)
    }

    /// Replaces a file as a whole or leaves it as it was; whatever fails, nothing of the attempt stays behind.
    ///
    /// The rename happens inside the directory, because that is what runtimes watch for: a file that is linked into
    /// it or moved from elsewhere goes unnoticed.
    @discardableResult
    package func write(_ content: [UInt8], to name: String) throws(SpecDirectoryError) -> Outcome {
        let directory = try DirectoryDescriptor(making: path)
        if directory.holds(content, in: name) { return .unchanged }
        var step = SpecDirectoryError.Step.create
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

    /// Removes the file of a kind; returns whether there was one.
    @discardableResult
    package func remove(_ kind: Kind) throws(SpecDirectoryError) -> Bool { try remove(kind.fileName) }

    /// Removes a file; returns whether there was one.
    @discardableResult
    package func remove(_ name: String) throws(SpecDirectoryError) -> Bool {
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

    private func failure(_ step: SpecDirectoryError.Step, of name: String, _ error: Errno) -> SpecDirectoryError {
        let file = path.appending(name)
        return error == .isDirectory ? .directoryInPlaceOfFile(file) : .file(file, step, error)
    }
}
