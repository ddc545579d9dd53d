import CDI
import Files
import SystemPackage

/// The spec files that this agent wrote, wherever its configurations had them. A path is entered before its file is
/// first written and struck after its file is gone, so a kill at any moment leaves no file that is not listed.
///
/// Where the state cannot be written, the list is kept in memory: containers need their devices all the same.
struct OwnedFiles: Sendable {
    private let state: StateFile
    private(set) var paths: Set<FilePath>
    /// What the state file is known to hold; nil where that is unknown.
    private var saved: Set<FilePath>?
    /// Entries that this agent never makes, so that somebody else must have. No file is touched because of them.
    private var forged: Set<FilePath> = []
    /// Why the state file told nothing. What it listed is forgotten.
    let fault: StateError?

    init(_ state: StateFile) {
        self.state = state
        do {
            let listed = try Self.paths(in: state.read() ?? [])
            let paths = listed.filter(Self.isPossible)
            self.paths = paths
            forged = listed.subtracting(paths)
            saved = listed
            fault = nil
        } catch {
            paths = []
            saved = nil
            fault = error
        }
    }

    /// Changes the list and brings it to the disk. Also tries again what failed before.
    mutating func change(_ change: (inout Set<FilePath>) -> Void) throws(StateError) {
        change(&paths)
        guard saved != paths else { return }
        try state.write(Self.content(of: paths))
        saved = paths
    }

    /// They are told once.
    mutating func takeForged() -> Set<FilePath> {
        defer { forged = [] }
        return forged
    }

    /// Whether the agent could have written such a file.
    private static func isPossible(_ path: FilePath) -> Bool {
        path.isAbsolute && path.lastComponent.map { SpecFile.isSpecName($0.string) } == true
    }

    /// Each path ends with a NUL, the one byte that none can hold.
    private static func content(of paths: Set<FilePath>) -> [UInt8] {
        paths.map(\.string).sorted().flatMap { Array($0.utf8) + [0] }
    }

    private static func paths(in content: [UInt8]) -> Set<FilePath> {
        Set(content.split(separator: 0).map { FilePath(String(decoding: $0, as: UTF8.self)) })
    }
}
