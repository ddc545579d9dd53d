private import Glibc
package import SystemPackage

/// A directory of symbolic links that others read all the time. Each link changes in one step.
package struct LinkDirectory: Hashable, Sendable {
    package let path: FilePath

    package init(_ path: FilePath) { self.path = path }

    /// Makes the directory hold these links, by name, and no others. What it holds already is not touched.
    package func hold(_ links: [String: String]) throws(AtomicFileError) {
        let directory = try Descriptor.directory(making: path)
        for (name, target) in links.sorted(by: { $0.key < $1.key }) where (try? directory.link(name)) != target {
            try put(name, target, in: directory)
        }
        for name in try names(in: directory) where links[name] == nil { try remove(name, in: directory) }
    }

    /// Removes the links, and the directory with them unless it holds something else.
    package func remove() throws(AtomicFileError) {
        guard let directory = try Descriptor.directory(existing: path) else { return }
        for name in try names(in: directory) { try remove(name, in: directory) }
        _ = unsafe rmdir(path.string)
    }

    /// In a directory, or on a file, of somebody else's nothing is removed but links.
    private func names(in directory: borrowing Descriptor) throws(AtomicFileError) -> [String] {
        do {
            return try directory.names().map(\.self).filter { (try? directory.link($0)) != nil }
        } catch {
            throw .directory(path, .list, error)
        }
    }

    private func put(_ name: String, _ target: String, in directory: borrowing Descriptor) throws(AtomicFileError) {
        let temporary = TemporaryName(for: name).description
        let raw = directory.raw
        do {
            try retrying { unsafe symlinkat(target, raw, temporary) }
            try retrying { unsafe renameat(raw, temporary, raw, name) }
        } catch {
            _ = unsafe unlinkat(raw, temporary, 0)
            throw .file(path.appending(name), .create, error)
        }
    }

    private func remove(_ name: String, in directory: borrowing Descriptor) throws(AtomicFileError) {
        do {
            try directory.unlink(name)
        } catch .noSuchFileOrDirectory {
            return
        } catch {
            throw .file(path.appending(name), .remove, error)
        }
    }
}
