/// One device of a recording: a paragraph of umockdev's device description.
package struct DeviceRecord: Hashable, Sendable {
    /// Below /sys: `/devices/pci0000:00/0000:00:02.0`.
    package var path: String
    /// `N`: the node below /dev, with its content where one was recorded.
    package var node: Entry?
    /// `S`: links to the node, below /dev.
    package var links: [String] = []
    /// `E`: properties of the kernel and of udev.
    package var properties: [Property] = []
    /// `A` and `H`: attributes, by their path below the device.
    package var attributes: [Entry] = []
    /// `L`: symbolic links, by their path below the device.
    package var symbolicLinks: [Property] = []

    package init(path: String) {
        self.path = path
    }

    /// Takes a device below this one as plain files.
    mutating func absorb(_ record: DeviceRecord) {
        let prefix = "\(record.path.dropFirst(path.count + 1))/"
        attributes += record.attributes.map { Entry(name: prefix + $0.name, bytes: $0.bytes) }
        let properties = record.properties.filter { $0.name != "SUBSYSTEM" }
        let uevent = properties.map { "\($0.name)=\($0.value)\n" }.joined()
        attributes.append(Entry(name: prefix + "uevent", bytes: Array(uevent.utf8)))
    }

    package var subsystem: String? { properties.first { $0.name == "SUBSYSTEM" }?.value }

    /// A name and the bytes that it holds.
    package struct Entry: Hashable, Sendable {
        package var name: String
        package var bytes: [UInt8]

        package init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// A name and its text.
    package struct Property: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }
}

extension DeviceRecord {
    /// The record as text, its blank line included.
    package var text: String {
        var lines = ["P: \(path)"]
        if let node { lines.append("N: \(node.name)") }
        lines += links.sorted().map { "S: \($0)" }
        lines += properties.map { "E: \($0.name)=\($0.value)" }
        lines += attributes.sorted { $0.name < $1.name }.map { "A: \($0.name)=\(EscapedText.encode($0.bytes))" }
        lines += symbolicLinks.sorted { $0.name < $1.name }.map { "L: \($0.name)=\($0.value)" }
        return lines.joined(separator: "\n") + "\n\n"
    }
}
