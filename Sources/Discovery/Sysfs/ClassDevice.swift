package import Hardware

/// A device of the kernel's that may have a node below /dev, such as `drm/card0` below a PCI function.
package struct ClassDevice: Hashable, Sendable {
    /// The directory, as a path of the host.
    package let path: String
    private let number: DeviceNumber?
    private let properties: UeventProperties
    private let defaultName: String

    /// Nil where `path`, a path of the host, is no directory. `nodeName` is the node's name below /dev, where the
    /// kernel does not say so itself in `uevent`.
    package init?(at path: String, in host: HostRoot, nodeName: String) {
        guard let directory = host.directory(path) else { return nil }
        self.path = path
        properties = UeventProperties(directory.text("uevent") ?? "")
        number =
            directory.text("dev").flatMap(DeviceNumber.init(dev:))
            ?? DeviceNumber(dev: "\(properties["MAJOR"] ?? ""):\(properties["MINOR"] ?? "")")
        defaultName = nodeName
    }

    /// `/dev/dri/card0`.
    package var nodePath: String {
        let name = properties["DEVNAME"] ?? defaultName
        return name.hasPrefix("/dev/") ? name : "/dev/" + name
    }

    /// The node, if it is there.
    package func node(_ kind: DeviceNode.Kind, in host: HostRoot) -> DeviceNode? {
        guard host.hasNode(nodePath) else { return nil }
        return DeviceNode(path: nodePath, kind: kind, major: number?.major, minor: number?.minor)
    }
}
