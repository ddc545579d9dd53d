package import CDI
package import Files
package import SystemPackage

/// A directory that container runtimes read specs from.
package struct SpecDirectory: Hashable, Sendable {
    let directory: AtomicDirectory

    package init(_ path: FilePath) { directory = AtomicDirectory(path) }

    package var path: FilePath { directory.path }

    /// Where runtimes look, lowest priority first: what people put there, and what programs generate.
    package static let standard = [SpecDirectory("/etc/cdi"), SpecDirectory("/var/run/cdi")]

    /// Writes a spec to the file of its kind. The directory is made when it is missing.
    @discardableResult
    package func write(_ spec: Spec) throws(AtomicFileError) -> AtomicDirectory.Outcome {
        try directory.write(Array(spec.fileText.utf8), to: spec.fileName)
    }

    /// Removes the file of a kind; returns whether there was one.
    @discardableResult
    package func remove(_ kind: Kind) throws(AtomicFileError) -> Bool { try directory.remove(kind.fileName) }

    /// The files that runtimes read, by name; none where the directory is missing.
    package func files() throws(AtomicFileError) -> [SpecFile] { try files { _ in true } }

    /// Reads only those whose names are asked for.
    func files(where isAskedFor: (String) -> Bool) throws(AtomicFileError) -> [SpecFile] {
        try directory.names().filter { SpecFile.isSpecName($0) && isAskedFor($0) }.compactMap { name in
            Self.reading(of: name, in: directory).map { SpecFile(path: path.appending(name).string, reading: $0) }
        }
    }

    /// What a file anywhere holds; one that cannot be read has that for a finding.
    package static func reading(of file: FilePath) -> SpecReading {
        let parent = file.removingLastComponent()
        guard let name = file.lastComponent else { return SpecReading(fault: "This is a directory, not a file.") }
        return reading(of: name.string, in: AtomicDirectory(parent.isEmpty ? "." : parent))
            ?? SpecReading(fault: "This is a directory, not a file.")
    }

    /// nil for a directory: runtimes do not look into it.
    private static func reading(of name: String, in directory: AtomicDirectory) -> SpecReading? {
        do {
            return SpecReading(try directory.content(of: name))
        } catch .directoryInPlaceOfFile {
            return nil
        } catch .file(_, _, let error) {
            return SpecReading(fault: "The file cannot be read: \(error).")
        } catch {
            return SpecReading(fault: error.description)
        }
    }
}
