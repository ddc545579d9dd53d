/// What udev knows of one device.
package struct UdevRecord: Hashable, Sendable {
    /// `ID_PATH`: `pci-0000:03:00.0`.
    package var path: String?
    /// Links to the node, sorted: `/dev/dri/by-path/pci-0000:03:00.0-card`.
    package var links: [String]
    /// Whether udev has finished with the device: its rules ran, links and permissions are set.
    package var isInitialized: Bool

    package init(path: String? = nil, links: [String] = [], isInitialized: Bool) {
        self.path = path
        self.links = links
        self.isInitialized = isInitialized
    }
}
