package import Hardware

/// A device of the kernel's that may have a node below /dev, such as `drm/card0` below a PCI function.
package struct ClassDevice: Hashable, Sendable {
    private let number: DeviceNumber?
    private let properties: UeventProperties
    private let defaultName: String

    /// Nil where `path`, a path of the host, is no device. `nodeName` is the node's name below /dev, where the kernel
    /// does not say so itself in `uevent`.
    package init?(at path: String, in host: HostRoot, nodeName: String) {
        let uevent = host.text("\(path)/uevent")
        properties = UeventProperties(uevent ?? "")
        number =
            DeviceNumber(dev: "\(properties["MAJOR"] ?? ""):\(properties["MINOR"] ?? "")")
            ?? host.text("\(path)/dev").flatMap(DeviceNumber.init(dev:))
        guard uevent != nil || number != nil || host.exists(path) else { return nil }
        defaultName = nodeName
    }

    /// `/dev/dri/card0`.
    package var nodePath: String {
        let name = properties["DEVNAME"] ?? defaultName
        return name.hasPrefix("/dev/") ? name : "/dev/" + name
    }

    /// The node, if it is there, with udev's links to it where a recording keeps them among the kernel's properties.
    package func node(_ kind: DeviceNode.Kind, in host: HostRoot) -> DeviceNode? {
        guard host.hasNode(nodePath) else { return nil }
        let links = (properties["DEVLINKS"] ?? "").split(separator: " ").map(String.init).sorted()
        return DeviceNode(path: nodePath, kind: kind, major: number?.major, minor: number?.minor, links: links)
    }
}
