package import CDI
package import Files
package import SystemPackage

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
