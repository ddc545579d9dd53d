internal import CDI
internal import Files
package import SystemPackage

extension SpecPublisher {
    /// What tidying up came to. One fault does not keep the rest from being tidied.
    package struct Tidying: Hashable, Sendable {
        package fileprivate(set) var removed: [FilePath] = []
        /// Temporary files of interrupted runs, which were removed too.
        package fileprivate(set) var abandoned: [FilePath] = []
        /// Files that are listed as this agent's own and are somebody else's.
        package fileprivate(set) var spared: [FilePath] = []
        /// What could not be removed or read is tried again the next time.
        package fileprivate(set) var faults: [SpecPublishingError] = []

        /// Nothing had to be done.
        package init() {}
    }

    /// Removes what was being written when an earlier run was killed. It serves nobody, and on a full disk it is what is
    /// in the way.
    package func clear() -> Tidying {
        var tidying = Tidying()
        for path in owned.paths.union([file]).sorted(by: { $0.string < $1.string }) {
            // What cannot be looked at here is told by whoever needs it.
            try? removeAbandoned(path, &tidying)
        }
        return tidying
    }

    /// Removes the files that earlier configurations left in other directories or under other kinds, and what was being
    /// written when an earlier run was killed. Until the file of this configuration is there, they are the better ones.
    package mutating func tidy() -> Tidying {
        var tidying = Tidying()
        if let fault = owned.fault, !isListFaultTold { tidying.faults.append(.list(fault)) }
        isListFaultTold = true
        var listed: Set<FilePath> = []
        tidying.spared = owned.takeForged().sorted { $0.string < $1.string }
        for path in owned.paths.sorted(by: { $0.string < $1.string }) {
            do throws(SpecPublishingError) {
                if try isKept(path) {
                    // Other spellings give way to the one that the configuration has.
                    listed.insert(file)
                } else {
                    try tidy(path, &tidying)
                }
            } catch {
                tidying.faults.append(error)
                listed.insert(path)
            }
        }
        do throws(SpecPublishingError) {
            try removeAbandoned(file, &tidying)
        } catch {
            tidying.faults.append(error)
        }
        if let fault = change({ $0 = listed }) { tidying.faults.append(fault) }
        return tidying
    }

    /// Leaves nothing of this agent's own, for machines whose containers are to lose their devices with it.
    package mutating func removeAll() -> Tidying {
        let removal: Result<Outcome, SpecPublishingError> = Result { () throws(SpecPublishingError) in
            try publish(nil)
        }
        var tidying = tidy()
        switch removal {
        case .success(let outcome):
            if outcome.change == .removed { tidying.removed.append(file) }
        case .failure(let error): tidying.faults.append(error)
        }
        return tidying
    }

    /// Removes a file that is kept no longer, if it still is this agent's.
    private func tidy(_ path: FilePath, _ tidying: inout Tidying) throws(SpecPublishingError) {
        guard let name = path.lastComponent?.string else { return }
        try removeAbandoned(path, &tidying)
        let parent = AtomicDirectory(path.removingLastComponent())
        do {
            switch try parent.entry(name, limit: CDIDirectory.largestFile) {
            case .absent: return
            case .file(let content) where isOwn(content, path):
                if try parent.remove(name) { tidying.removed.append(path) }
                if let kind = SpecReading(content).spec?.kind {
                    try CDIDirectory(parent.path).removeLinks(but: nil, of: kind)
                }
            // Nothing but files was ever written.
            case .file, .other: tidying.spared.append(path)
            }
        } catch .fileInPlaceOfDirectory {
            return
        } catch {
            throw .files(error)
        }
    }

    /// Whether a listed file is what the agent wrote there, or an edit of it: a spec of the kind that its name says. In a
    /// directory that runtimes read, a text that is no spec is removed too: it serves nobody, and may be what a power
    /// failure made of the agent's; elsewhere it is taken for somebody's, should the list be wrong. A spec of another kind
    /// was put there by its owner, whose devices would vanish with it.
    private func isOwn(_ content: [UInt8], _ path: FilePath) -> Bool {
        guard let spec = SpecReading(content).spec else {
            let parent = CDIDirectory(path.removingLastComponent())
            return (readDirectories + [directory]).contains { (try? $0.isSame(as: parent)) == true }
        }
        return spec.fileName == path.lastComponent?.string
    }

    private func removeAbandoned(_ path: FilePath, _ tidying: inout Tidying) throws(SpecPublishingError) {
        guard let name = path.lastComponent?.string else { return }
        let parent = path.removingLastComponent()
        do {
            tidying.abandoned += try AtomicDirectory(parent).removeAbandoned(of: name).map { parent.appending($0) }
        } catch .fileInPlaceOfDirectory {
            return
        } catch {
            throw .files(error)
        }
    }
}
