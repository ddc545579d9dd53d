package import Hardware

/// udev's knowledge as a capture holds it: recordings keep udev's properties among those of the kernel.
package struct CapturedUdevDatabase: Sendable {
    private let host: HostRoot

    package init(_ host: HostRoot) {
        self.host = host
    }

    /// - Parameter path: The device's directory, as a path of the host.
    /// - Returns: Nil where the capture holds the kernel's properties only.
    package func record(ofDeviceAt path: String) -> UdevRecord? {
        let properties = UeventProperties(host.text("\(path)/uevent") ?? "")
        guard properties["USEC_INITIALIZED"] != nil else { return nil }
        return UdevRecord(
            path: properties["ID_PATH"],
            links: (properties["DEVLINKS"] ?? "").split(separator: " ").map(String.init).sorted(), isInitialized: true)
    }
}
