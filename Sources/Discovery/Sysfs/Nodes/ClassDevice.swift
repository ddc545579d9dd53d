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
        let number = properties.deviceNumber ?? directory.text("\(path)/dev").flatMap(DeviceNumber.init(dev:))
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
        path.hasPrefix("/dev/") && path.dropFirst().isPlainPath ? path : nil
    }

    /// The node, if it is there, with udev's links to it where a recording keeps them among the kernel's properties.
    package func node(_ kind: DeviceNode.Kind, in host: HostRoot) -> DeviceNode? { finding(kind, in: host).node }

    /// The node, or what is wrong with it.
    package func finding(_ kind: DeviceNode.Kind, in host: HostRoot) -> NodeFinding {
        NodeFinding(nodePath, kind, number, links: links, madeByKernel: true, in: host)
    }

    private var links: [String] {
        properties["DEVLINKS"]?.words.compactMap(Self.pathBelowDev).sorted() ?? []
    }
}

/// A node that a driver has registered, as it stands below /dev.
package struct NodeFinding: Hashable, Sendable {
    /// The node, if it is there, by the number that it has there.
    package let node: DeviceNode?
    package let fault: NodeFault?

    init(
        _ path: String, _ kind: DeviceNode.Kind, _ number: DeviceNumber?, below root: String = "",
        links: [String] = [], madeByKernel: Bool, in host: HostRoot
    ) {
        let place = root + path
        func node(_ number: DeviceNumber?) -> DeviceNode {
            DeviceNode(
                path: path, hostPath: root.isEmpty ? nil : place, kind: kind, major: number?.major,
                minor: number?.minor, links: links)
        }
        switch Self.settled(place, number, madeByKernel: madeByKernel, in: host) {
        case .absent: (self.node, fault) = (nil, .missing(path: place))
        case .unnumbered: (self.node, fault) = (node(number), nil)
        case .numbered(let actual):
            self.node = node(actual)
            fault = number.flatMap { $0 == actual ? nil : .misnumbered(path: place, actual: actual, expected: $0) }
        }
    }

    /// The node on the disk. While it is made anew, the first look may still meet its predecessor, so that a wrong number
    /// counts only where it stays.
    private static func settled(
        _ path: String, _ number: DeviceNumber?, madeByKernel: Bool, in host: HostRoot
    ) -> HostRoot.NodeOnDisk {
        var found = host.node(path, madeByKernel: madeByKernel)
        for _ in 0..<3 {
            guard let number, case .numbered(let actual) = found, actual != number else { break }
            found = host.node(path, madeByKernel: madeByKernel)
        }
        return found
    }
}

/// Why a node that a driver has registered cannot be used. Descriptions are sentences without a final stop.
package enum NodeFault: Hashable, Sendable, CustomStringConvertible {
    /// It is not below /dev yet.
    case missing(path: String)
    /// The node leads to another device, or to none.
    case misnumbered(path: String, actual: DeviceNumber, expected: DeviceNumber)

    /// What several faults come to; nil where there is none. Either may be over at the next survey: a node is made, and
    /// one that was left behind is replaced.
    package static func readiness(_ faults: [NodeFault]) -> Readiness? {
        let misnumbered = faults.first { fault in
            guard case .misnumbered = fault else { return false }
            return true
        }
        return (misnumbered ?? faults.first).map { .pending($0.description) }
    }

    package var description: String {
        switch self {
        case .missing(let path): "its driver has registered \(path), but there is no such node yet"
        case .misnumbered(let path, let actual, let expected):
            "\(path) has the number \(actual), but its driver's is \(expected); remove the node and have it made anew"
        }
    }
}

/// A character device's major and minor number.
package struct DeviceNumber: Hashable, Sendable, CustomStringConvertible {
    package let major: UInt32
    package let minor: UInt32

    package init(major: UInt32, minor: UInt32) {
        self.major = major
        self.minor = minor
    }

    /// Reads `st_rdev`, of which glibc's `gnu_dev_major` and `gnu_dev_minor` cut the two numbers.
    init(encoded: UInt64) {
        major = UInt32(truncatingIfNeeded: (encoded >> 8 & 0xfff) | (encoded >> 32 & ~0xfff))
        minor = UInt32(truncatingIfNeeded: (encoded & 0xff) | (encoded >> 12 & ~0xff))
    }

    package var description: String { "\(major):\(minor)" }

    /// Reads a `dev` file: `226:128`.
    package init?(dev text: String) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")),
            let major = UInt32(decimalDigits: text[..<colon]),
            let minor = UInt32(decimalDigits: text[colon...].dropFirst())
        else { return nil }
        self.init(major: major, minor: minor)
    }
}
