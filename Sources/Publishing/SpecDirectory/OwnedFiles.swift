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
    /// Why the state file told nothing. What it listed is forgotten.
    let fault: StateError?

    init(_ state: StateFile) {
        self.state = state
        do {
            let paths = try Self.paths(in: state.read() ?? [])
            self.paths = paths
            saved = paths
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

    /// Each path ends with a NUL, the one byte that none can hold.
    private static func content(of paths: Set<FilePath>) -> [UInt8] {
        paths.map(\.string).sorted().flatMap { Array($0.utf8) + [0] }
    }

    private static func paths(in content: [UInt8]) -> Set<FilePath> {
        Set(content.split(separator: 0).map { FilePath(String(decoding: $0, as: UTF8.self)) })
    }
}
