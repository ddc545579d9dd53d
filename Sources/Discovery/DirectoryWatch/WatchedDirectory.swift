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

    package let path: FilePath
    package let content: Content
    package let namePrefix: String?

    /// Without a prefix, every name matters.
    package init(_ path: FilePath, of content: Content, namePrefix: String? = nil) {
        self.path = path
        self.content = content
        self.namePrefix = namePrefix
    }
}
