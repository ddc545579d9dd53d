internal import Files
private import Synchronization
internal import SystemPackage

/// The directories below a stranger's /dev, each opened once in a survey: what a name in an open directory is, one call
/// says; of a path that must not leave the host it takes three, and a machine has thousands of nodes.
final class NodeDirectories: Sendable {
    private let root: ConfinedRoot
    private let opened = Mutex<[Substring: Opened]>([:])

    private final class Opened: Sendable {
        let directory: Descriptor

        init(_ directory: consuming Descriptor) { self.directory = directory }
    }

    init(below root: ConfinedRoot) { self.root = root }

    /// What a path leads to.
    func status(of path: String) throws(Errno) -> Stat {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash != path.startIndex else {
            return try root.status(of: path)
        }
        do throws(Errno) {
            let name = String(path[path.utf8.index(after: slash)...])
            return try root.status(of: name, in: try directory(path[..<slash]).directory)
        } catch .tooManySymbolicLinkLevels {
            // The name is a link.
            return try root.status(of: path)
        } catch {
            throw error
        }
    }

    private func directory(_ path: Substring) throws(Errno) -> Opened {
        if let known = opened.withLock({ $0[path] }) { return known }
        let found = Opened(try root.directory(String(path)))
        opened.withLock { $0[path] = found }
        return found
    }
}
