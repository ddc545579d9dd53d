/// A character device below /dev.
package struct HostNode: Hashable, Sendable {
    /// Below /dev: `dri/renderD128`.
    package var name: String
    package var major: Int
    package var minor: Int
    /// Links to the node, below /dev: `dri/by-path/pci-0000:03:00.0-render`.
    package var links: [String]

    package init(_ name: String, major: Int, minor: Int, links: [String] = []) {
        self.name = name
        self.major = major
        self.minor = minor
        self.links = links
    }
}
