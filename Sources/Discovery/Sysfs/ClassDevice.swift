package import Hardware

/// A device of the kernel's that may have a node below /dev, such as `drm/card0` below a PCI function.
package struct ClassDevice: Sendable {
    private let number: DeviceNumber?
    private let properties: UeventProperties
    private let defaultName: String

    /// Nil where `path`, a path of the host, is no device. `nodeName` is the node's name below /dev, where the kernel
    /// does not say so itself in `uevent`.
    package init?(at path: String, in host: HostRoot, nodeName: String) {
        guard let directory = host.directory(path) else { return nil }
        self.init(".", of: directory, nodeName: nodeName)
    }

    /// The same for a path below an open directory.
    package init?(_ path: String, of directory: borrowing HostDirectory, nodeName: String) {
        let properties = UeventProperties(directory.text("\(path)/uevent") ?? "")
        let number =
            DeviceNumber(dev: "\(properties["MAJOR"] ?? ""):\(properties["MINOR"] ?? "")")
            ?? directory.text("\(path)/dev").flatMap(DeviceNumber.init(dev:))
        guard number != nil || directory.exists(path) else { return nil }
        self.number = number
        self.properties = properties
        defaultName = nodeName
    }

    /// `/dev/dri/card0`. A capture whose `DEVNAME` leads out of /dev is not believed.
    package var nodePath: String {
        properties["DEVNAME"].flatMap { Self.pathBelowDev($0.hasPrefix("/dev/") ? $0 : "/dev/" + $0) }
            ?? "/dev/" + defaultName
    }

    private static func pathBelowDev(_ path: String) -> String? {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isBelow = parts.count > 2 && parts[0].isEmpty && parts[1].elementsEqual("dev".utf8)
        let isPlain = parts.dropFirst().allSatisfy {
            !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8)
        }
        return isBelow && isPlain ? path : nil
    }

    /// The node, if it is there, with udev's links to it where a recording keeps them among the kernel's properties.
    package func node(_ kind: DeviceNode.Kind, in host: HostRoot) -> DeviceNode? { finding(kind, in: host).node }

    /// The node, or what is wrong with it.
    package func finding(_ kind: DeviceNode.Kind, in host: HostRoot) -> NodeFinding {
        NodeFinding(nodePath, kind, number, links: links, madeByKernel: true, in: host)
    }

    private var links: [String] {
        (properties["DEVLINKS"] ?? "").split(separator: " ").compactMap { Self.pathBelowDev(String($0)) }.sorted()
    }
}
