/// One directory below /sys/devices: what a record of umockdev's device description holds.
package struct HostDevice: Hashable, Sendable {
    /// Below /sys: `/devices/pci0000:00/0000:00:02.0`.
    package let path: String
    package let subsystem: String
    package var node: HostNode?
    /// The kernel's lines of the `uevent` file, without those of the node.
    package var properties: [Property]
    package private(set) var values: [String: HostValue] = [:]

    package init(path: String, subsystem: String, node: HostNode? = nil, properties: [Property] = []) {
        self.path = path
        self.subsystem = subsystem
        self.node = node
        self.properties = properties
        guard let node else { return }
        self["dev"] = "\(node.major):\(node.minor)"
    }

    /// An attribute's text without the line feed that ends it; names may lead into directories: `power/control`.
    package subscript(attribute: String) -> String? {
        get {
            guard case .text(let text)? = values[attribute] else { return nil }
            return text.last == "\n" ? String(text.dropLast()) : text
        }
        set { values[attribute] = newValue.map { .text($0 + "\n") } }
    }

    package mutating func set(_ name: String, to value: HostValue?) { values[name] = value }

    package mutating func link(_ name: String, to target: String) { values[name] = .link(target) }

    /// The last part of the path.
    package var name: String { String(path.split(separator: "/").last ?? "") }

    /// `../` for each directory between this one and /sys, so that `toSysfs + "bus/pci"` is a link's target.
    package var toSysfs: String { String(repeating: "../", count: path.utf8.count { $0 == UInt8(ascii: "/") }) }

    /// Whether the subsystem is a bus; its devices are listed in /sys/bus, all others in /sys/class.
    package var isOnBus: Bool { ["auxiliary", "mdev", "pci", "platform"].contains(subsystem) }

    /// One `KEY=value`.
    package struct Property: Hashable, Sendable {
        package var key: String
        package var value: String

        package init(_ key: String, _ value: String) {
            self.key = key
            self.value = value
        }
    }
}
