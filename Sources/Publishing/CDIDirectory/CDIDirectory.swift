package import CDI
package import Files
package import SystemPackage

/// A directory that container runtimes read specs from.
package struct CDIDirectory: Hashable, Sendable {
    let directory: AtomicDirectory

    package init(_ path: FilePath) { directory = AtomicDirectory(path) }

    package var path: FilePath { directory.path }

    /// Where runtimes look, lowest priority first: what people put there, and what programs generate.
    package static let standard = [CDIDirectory("/etc/cdi"), CDIDirectory("/var/run/cdi")]

    /// Writes a spec to the file of its kind. The directory is made when it is missing.
    @discardableResult
    package func write(_ spec: CDISpec) throws(AtomicFileError) -> AtomicDirectory.Outcome {
        try directory.write(spec.fileBytes, to: spec.fileName)
    }

    /// Removes the file of a kind; returns whether there was one.
    @discardableResult
    package func remove(_ kind: CDIKind) throws(AtomicFileError) -> Bool { try directory.remove(kind.fileName) }

    /// Writes a spec that is there for one purpose, such as a claim, beside that of its kind.
    @discardableResult
    package func write(_ spec: CDISpec, for id: String) throws(AtomicFileError) -> AtomicDirectory.Outcome {
        try directory.write(spec.fileBytes, to: spec.kind.fileName(for: id))
    }

    /// Larger files are not read. The spec of ten thousand functions has half as many bytes.
    package static let largestFile = 32 << 20

    /// The files that runtimes read, by name; none where the directory is missing.
    package func files() throws(AtomicFileError) -> [SpecFile] { try files { _ in true } }

    /// Reads only those whose names are asked for.
    func files(where isAskedFor: (String) -> Bool) throws(AtomicFileError) -> [SpecFile] {
        // Names that are not text are read by runtimes too.
        try directory.components().filter { SpecFile.isSpecName($0.string) && isAskedFor($0.string) }.compactMap {
            name in
            Self.reading(of: name, in: directory).map { SpecFile(path: path.appending(name).string, reading: $0) }
        }
    }

    /// What a file anywhere holds; one that cannot be read has that for a finding.
    package static func reading(of file: FilePath) -> SpecReading {
        let parent = file.removingLastComponent()
        guard let name = file.lastComponent else { return SpecReading(fault: "This is a directory, not a file.") }
        return reading(of: name, in: AtomicDirectory(parent.isEmpty ? "." : parent))
            ?? SpecReading(fault: "This is a directory, not a file.")
    }

    /// nil for a directory: runtimes do not look into it.
    private static func reading(of name: FilePath.Component, in directory: AtomicDirectory) -> SpecReading? {
        do {
            return SpecReading(try directory.content(of: name, limit: largestFile))
        } catch .directoryInPlaceOfFile {
            return nil
        } catch .file(_, _, .fileTooLarge) {
            return SpecReading(
                fault: "The file is not read, because it has more than \(largestFile >> 20) MiB, as no spec has.",
                verdict: .unread)
        } catch .file(_, _, let error) {
            return SpecReading(fault: "The file cannot be read: \(error).")
        } catch {
            return SpecReading(fault: error.description)
        }
    }

    /// Whether both are one directory, perhaps by two names. What is missing is no other directory's like.
    func isSame(as other: CDIDirectory) throws(AtomicFileError) -> Bool {
        if path == other.path { return true }
        guard let identity = try identity(), let others = try other.identity() else { return false }
        return identity == others
    }

    /// nil where there is no such directory.
    private func identity() throws(AtomicFileError) -> FileIdentity? {
        do {
            return try directory.identity()
        } catch .fileInPlaceOfDirectory {
            return nil
        } catch {
            throw error
        }
    }
}

/// Directories of links that stand beside a spec file, and go with it. Runtimes read no directory in this one.
extension CDIDirectory {
    /// Where the links are for the spec of a kind.
    package func linkDirectory(of kind: CDIKind) -> FilePath {
        directory.absolutePath.appending(NodeLinks.directoryName(of: kind))
    }

    /// Has to come before the spec is written that mounts them.
    package func stage(_ links: NodeLinks, of kind: CDIKind) throws(AtomicFileError) {
        let parent = linkDirectory(of: kind)
        for (name, links) in links.sets.sorted(by: { $0.key < $1.key }) {
            try LinkDirectory(parent.appending(name)).hold(links)
        }
    }

    /// Removes the directories of devices that the spec has no longer; all of them where there is no spec.
    package func removeLinks(but links: NodeLinks?, of kind: CDIKind) throws(AtomicFileError) {
        let parent = linkDirectory(of: kind)
        for name in try AtomicDirectory(parent).names() where links?.sets[name] == nil {
            try LinkDirectory(parent.appending(name)).remove()
        }
        if links?.sets.isEmpty ?? true { try LinkDirectory(parent).remove() }
    }
}
