internal import AtomicFiles
package import SystemPackage

/// A small file of the agent's own that survives restarts. It is replaced in one step, reaches the disk before `write`
/// returns, and carries a checksum.
package struct StateFile: Hashable, Sendable {
    package let path: FilePath

    package init(_ path: FilePath) { self.path = path }

    /// What was written last; nil where nothing ever was.
    package func read() throws(StateError) -> [UInt8]? {
        let bytes: [UInt8]
        do {
            bytes = try directory.content(of: name)
        } catch .file(_, .read, .noSuchFileOrDirectory) {
            return nil
        } catch {
            throw .unreadable(error)
        }
        guard let content = SealedContent(text: bytes)?.content else { throw .damaged(path) }
        return content
    }

    /// Replaces the file as a whole or leaves it as it was. Its directory is made when it is missing.
    package func write(_ content: [UInt8]) throws(StateError) {
        do {
            try directory.write(SealedContent(content).text, to: name)
        } catch {
            throw .unwritable(error)
        }
    }

    /// Removes the file where there is one.
    package func remove() throws(StateError) {
        do {
            try directory.remove(name)
        } catch {
            throw .unwritable(error)
        }
    }

    private var directory: AtomicDirectory {
        let parent = path.removingLastComponent()
        return AtomicDirectory(parent.isEmpty ? "." : parent)
    }

    private var name: String { path.lastComponent?.string ?? "" }
}
