package import CDI
package import Files
package import SystemPackage

/// Keeps one directory's file of one kind equal to a spec, and removes what earlier runs and configurations of this
/// agent left. Files of others are never touched.
///
/// Own is what the state directory lists, and the file of the kind: whoever sets a kind says that its file is Apus's.
package struct SpecPublisher: Sendable {
    let directory: CDIDirectory
    let kind: CDIKind
    /// Where runtimes look, lowest priority first.
    let readDirectories: [CDIDirectory]
    var owned: OwnedFiles
    /// The spec that the file held when it was looked at last, and its text's digest; nil before, and where there is none.
    private var latest: (spec: CDISpec, text: ContentDigest)?
    /// A list that could not be read is told once.
    var isListFaultTold = false

    /// Whoever makes it holds the state directory for as long, so that nobody else changes the list.
    package init(
        directory: CDIDirectory, kind: CDIKind, state: StateDirectory,
        readBy readDirectories: [CDIDirectory] = CDIDirectory.standard
    ) {
        self.directory = CDIDirectory(directory.directory.absolutePath)
        self.kind = kind
        self.readDirectories = readDirectories
        owned = OwnedFiles(state.file("cdi-files"))
    }

    /// The file that is kept.
    package var file: FilePath { directory.path.appending(kind.fileName) }

    /// Where the links are that the spec mounts.
    package var linkDirectory: FilePath { directory.linkDirectory(of: kind) }

    /// Makes the file equal to the spec; without one it is removed. What is right already is not touched, and whatever
    /// stands in the place of the file but a directory is replaced. Links that the spec mounts are there before it is, and
    /// go after it.
    package mutating func publish(_ spec: CDISpec?, links: NodeLinks? = nil) throws(SpecPublishingError) -> Outcome {
        if spec != nil, let links {
            do { try directory.stage(links, of: kind) } catch { throw .files(error) }
        }
        let outcome = try publishFile(spec)
        // Those that stay behind do no harm, and are tried again.
        try? directory.removeLinks(but: spec == nil ? nil : links, of: kind)
        return outcome
    }

    private mutating func publishFile(_ spec: CDISpec?) throws(SpecPublishingError) -> Outcome {
        guard let spec else {
            latest = nil
            return try remove()
        }
        precondition(spec.kind == kind, "The spec is of another kind.")
        let file = file
        let isTakenOver = !isListed && isThere
        // A list that cannot be kept is no reason to leave containers without devices.
        let listFault = change { $0.insert(file) }
        // Most often nothing has changed, and the text need not be made again to see it.
        if let latest, latest.spec == spec, directory.directory.holds(latest.text, in: kind.fileName) {
            return Outcome(change: .unchanged, isTakenOver: false, listFault: listFault)
        }
        let text = spec.fileBytes
        do {
            let isWritten = try directory.directory.write(text, to: kind.fileName) == .written
            let change: Outcome.Change = !isWritten ? .unchanged : latest?.spec == spec ? .repaired : .written
            latest = (spec, ContentDigest(text))
            return Outcome(change: change, isTakenOver: isTakenOver, listFault: listFault)
        } catch {
            throw .files(error)
        }
    }

    private mutating func remove() throws(SpecPublishingError) -> Outcome {
        let change: Outcome.Change
        do {
            change = try directory.remove(kind) ? .removed : .unchanged
        } catch {
            throw .files(error)
        }
        let gone = owned.paths.filter { (try? isKept($0)) == true }
        return Outcome(change: change, isTakenOver: false, listFault: self.change { $0.subtract(gone) })
    }

    /// What cannot be looked at will not be replaced either, and writing says why.
    private var isThere: Bool { ((try? directory.directory.entry(kind.fileName, limit: 0)) ?? .absent) != .absent }

    private var isListed: Bool {
        owned.paths.contains(file) || owned.paths.contains { (try? isKept($0)) == true }
    }

    /// Whether a listed path is the file that is kept, perhaps by another name of the directory.
    func isKept(_ path: FilePath) throws(SpecPublishingError) -> Bool {
        if path == file { return true }
        guard path.lastComponent?.string == kind.fileName else { return false }
        do {
            return try CDIDirectory(path.removingLastComponent()).isSame(as: directory)
        } catch {
            throw .files(error)
        }
    }

    /// The files of others that keep runtimes from injecting devices of the spec, by path.
    package func conflicts(with spec: CDISpec?) -> [SpecConflict] {
        directory.conflicts(with: spec, of: kind, readBy: readDirectories)
    }

    /// Returns why the list could not be brought to the disk; what is in memory changes in any case.
    mutating func change(_ change: (inout Set<FilePath>) -> Void) -> SpecPublishingError? {
        do {
            try owned.change(change)
            return nil
        } catch {
            return .list(error)
        }
    }
}

extension SpecPublisher {
    /// What publishing came to.
    package struct Outcome: Hashable, Sendable {
        package let change: Change
        /// Whether there was a file of that name that this agent did not know for its own: one that
        /// `apus cdi generate` wrote, or from before the state was lost.
        package let isTakenOver: Bool
        /// Why the file, though it is right, is not remembered as this agent's own.
        package let listFault: SpecPublishingError?

        package enum Change: Hashable, Sendable {
            case written
            /// The same as before was written again, because somebody else had changed or removed it.
            case repaired
            /// The file held the same already, or there was none and none is wanted.
            case unchanged
            case removed
        }
    }
}

/// Why a spec file is not as it should be.
package enum SpecPublishingError: Error, Hashable, Sendable {
    case files(AtomicFileError)
    /// The list of the files that are the agent's own cannot be read or kept.
    case list(StateError)

    /// Nobody could write there: the file system itself is read-only.
    package var isReadOnly: Bool {
        switch self {
        case .files(.directory(_, _, .readOnlyFileSystem)), .files(.file(_, _, .readOnlyFileSystem)): true
        default: false
        }
    }
}

extension SpecPublishingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .files(let error): error.description
        case .list(.damaged(let path)):
            "The list \(path) of the agent's own CDI files is damaged and begins anew. A CDI file of an earlier kind or "
                + "directory may stay behind; remove it by hand."
        case .list(let error):
            "\(error) Until then a CDI file may stay behind when the kind or the directory of the specs changes."
        }
    }
}
