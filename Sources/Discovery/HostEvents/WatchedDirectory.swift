package import SystemPackage

/// A directory in which something may change.
package struct WatchedDirectory: Hashable, Sendable {
    /// What matters of its entries, beside that they come and go, and who may use them.
    package enum Content: Hashable, Sendable {
        /// What is written to them.
        case files
        /// Nothing else: a device node is written to all the time, `/dev/null` by every shell script.
        case nodes
    }

    package enum Names: Hashable, Sendable {
        case all
        case prefixed(String)
        /// With one of these endings, unless they begin so.
        case suffixed([String], butNotPrefixed: String? = nil)
    }

    package let path: FilePath
    package let content: Content
    package let names: Names

    package init(_ path: FilePath, of content: Content, names: Names = .all) {
        self.path = path
        self.content = content
        self.names = names
    }
}
