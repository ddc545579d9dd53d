internal import CDI
package import Files
internal import ResourceSlices
package import SystemPackage

/// One change to the disk on the way to a prepared claim, or back. Each can be made again without harm, so that work that
/// was cut off goes on from its beginning.
package enum ClaimStep: Hashable, Sendable {
    /// Enters the claim into the journal, in place of what stands there of it.
    case enter(PreparedClaim)
    /// Writes a file that the claim's containers are given.
    case put(FilePath, [UInt8])
    case remove(FilePath)
    /// Has a directory hold these links, by name, and no others.
    case link(FilePath, [String: String])
    case removeLinks(FilePath)
    /// Removes what containers of the claim could read about their devices.
    case removeMetadata(uid: String)
    /// Strikes the claim from the journal.
    case strike(uid: String)
}

extension PreparedClaim {
    /// The journal knows of the claim before anything else does.
    package func preparation(_ content: Content, in places: ClaimPlaces) -> [ClaimStep] {
        [.enter(with(.started))] + files(content, in: places) + [.enter(with(.completed))]
    }

    /// Everything that was done for the claim, in reverse order; the journal forgets it last.
    package func undoing(in places: ClaimPlaces) -> [ClaimStep] {
        [.remove(specFile), .removeLinks(linkDirectory)]
            + requests.reversed().map { .remove(metadataFile(of: $0, in: places)) } + [.strike(uid: claim.uid)]
    }

    /// The same for a claim that the journal does not know: names tell enough.
    static func undoing(_ uid: String, _ driver: DriverName, in directory: FilePath) -> [ClaimStep] {
        [
            .remove(specFile(of: uid, driver, in: directory)),
            .removeLinks(linkDirectory(of: uid, driver, in: directory)),
            .removeMetadata(uid: uid), .strike(uid: uid),
        ]
    }

    /// The spec comes last, because runtimes read it.
    package func files(_ content: Content, in places: ClaimPlaces) -> [ClaimStep] {
        requests.map { .put(metadataFile(of: $0, in: places), Array(DeviceMetadata.text(of: self, $0).utf8)) }
            + (content.links.isEmpty ? [] : [.link(linkDirectory, content.links)])
            + [.put(specFile, content.spec.fileBytes)]
    }

    private func metadataFile(of request: String, in places: ClaimPlaces) -> FilePath {
        places.metadata.appending(DeviceMetadata.fileName(of: self, request))
    }

    package var specFile: FilePath { Self.specFile(of: claim.uid, driver, in: cdiDirectory) }

    static func specFile(of uid: String, _ driver: DriverName, in directory: FilePath) -> FilePath {
        directory.appending(kind(of: driver).fileName(for: uid))
    }

    var linkDirectory: FilePath { Self.linkDirectory(of: claim.uid, driver, in: cdiDirectory) }

    private static func linkDirectory(of uid: String, _ driver: DriverName, in directory: FilePath) -> FilePath {
        directory.appending(NodeLinks.directoryName(of: kind(of: driver), for: uid))
    }

    private func with(_ state: State) -> PreparedClaim {
        var claim = self
        claim.state = state
        return claim
    }
}

/// Where the agent keeps what it knows of claims.
package struct ClaimPlaces: Hashable, Sendable {
    /// A directory of its own. Container runtimes mount files of it, so its path must be the host's.
    package let directory: FilePath

    package init(_ directory: FilePath) { self.directory = directory }

    var journal: FilePath { directory.appending("journal") }
    package var metadata: FilePath { directory.appending("metadata") }
}

/// Why a step could not be made: a sentence.
package enum ClaimStepError: Error, Hashable, Sendable {
    case journal(StateError)
    case file(AtomicFileError)
}

extension ClaimStepError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .journal(let error): error.description
        case .file(let error): error.description
        }
    }
}
