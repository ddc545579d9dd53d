private import Documents
private import Files
internal import SystemPackage

/// What makes the steps, and knows what was made of them before: the disk, outside of tests.
package protocol ClaimStepping: Sendable {
    /// What it did survives the agent when it returns. Of the journal, a completed entry and a strike survive a power
    /// failure as well.
    func make(_ step: ClaimStep) throws(ClaimStepError)

    /// What the journal holds.
    func readJournal() throws(ClaimStepError) -> ClaimJournal
}

/// The claims of a journal.
package struct ClaimJournal: Hashable, Sendable {
    package var claims: [PreparedClaim] = []
    /// The UIDs of those whose entry is not as it was written.
    package var damaged: [String] = []
    /// By UID, the format of those that an older or newer program has written and this one does not read.
    package var otherFormats: [String: Int64] = [:]

    package init() {}
}

/// The journal is a directory with a file for each claim, since pods start by the dozen: each entry reaches the disk by
/// itself, the disk brings several there at once, and a damaged one costs no other.
///
/// The disk is waited for as little as can be, since a pod waits for it: of what a power failure cuts off nothing is left
/// but files, which are written again, or removed with their claim.
package struct ClaimDisk: ClaimStepping {
    private let places: ClaimPlaces

    package init(_ places: ClaimPlaces) { self.places = places }

    package func make(_ step: ClaimStep) throws(ClaimStepError) {
        switch step {
        case .enter(let claim):
            do {
                try entry(claim.claim.uid).write(
                    Array(claim.json.compactJSONText.utf8),
                    surviving: claim.state == .completed ? .power : .program)
            } catch { throw .journal(error) }
        case .strike(let uid):
            do { try entry(uid).remove() } catch { throw .journal(error) }
        case .put(let path, let content):
            do { try directory(of: path).write(content, to: Self.name(path), surviving: .program) } catch {
                throw .file(error)
            }
        case .remove(let path):
            do { try directory(of: path).remove(Self.name(path), surviving: .program) } catch { throw .file(error) }
        case .link(let path, let links):
            do { try LinkDirectory(path).hold(links) } catch { throw .file(error) }
        case .removeLinks(let path):
            do { try LinkDirectory(path).remove() } catch { throw .file(error) }
        case .removeMetadata(let uid):
            do throws(AtomicFileError) { try removeMetadata(uid) } catch { throw .file(error) }
        }
    }

    package func readJournal() throws(ClaimStepError) -> ClaimJournal {
        let directory = AtomicDirectory(places.journal)
        let names: [String]
        do {
            // A file that cannot be removed does no harm.
            _ = try? directory.removeAbandoned()
            names = try directory.names()
        } catch { throw .file(error) }
        var journal = ClaimJournal()
        for name in names where ClaimReference.isUID(name) {
            do throws(StateError) {
                guard let content = try entry(name).read() else { continue }
                let document = try? JSONValue.reading(json: content)
                if let format = document?["format"]?.number, format != PreparedClaim.format {
                    journal.otherFormats[name] = format
                    continue
                }
                let claim = document.flatMap { PreparedClaim(json: $0) }
                guard let claim, claim.claim.uid == name else { throw .damaged(places.journal.appending(name)) }
                journal.claims.append(claim)
            } catch .damaged {
                journal.damaged.append(name)
            } catch { throw .journal(error) }
        }
        return journal
    }

    private func removeMetadata(_ uid: String) throws(AtomicFileError) {
        let directory = AtomicDirectory(places.metadata)
        for name in try directory.names() where name.hasPrefix("\(uid)_") {
            try directory.remove(name, surviving: .program)
        }
    }

    private func entry(_ uid: String) -> StateFile { StateFile(places.journal.appending(uid)) }

    private static func name(_ path: FilePath) -> String { path.lastComponent?.string ?? "" }

    private func directory(of path: FilePath) -> AtomicDirectory { AtomicDirectory(path.removingLastComponent()) }
}
