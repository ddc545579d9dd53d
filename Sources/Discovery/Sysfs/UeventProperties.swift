package import Hardware

/// The `KEY=value` lines of a `uevent` file.
package struct UeventProperties: Sendable {
    private let lines: AttributeLines

    package init(_ text: String) { lines = AttributeLines(text, separator: "=") }

    /// Nil where there is no such line, or nothing behind its sign.
    package subscript(name: String) -> String? { lines[name].map(String.init) }

    /// `PCI_CLASS=30000`, without leading zeros.
    package var pciClass: PCIClass? {
        lines["PCI_CLASS"].flatMap { UInt32(hexadecimalDigits: $0) }.flatMap { PCIClass(code: $0) }
    }

    /// `MAJOR` and `MINOR`, of devices that have a node.
    var deviceNumber: DeviceNumber? {
        guard let major = lines.number("MAJOR").flatMap(UInt32.init(exactly:)),
            let minor = lines.number("MINOR").flatMap(UInt32.init(exactly:))
        else { return nil }
        return DeviceNumber(major: major, minor: minor)
    }

    /// A pair of ids as PCI devices have them: `10DE:25B6`.
    package func ids(_ name: String) -> (vendor: PCIID, device: PCIID)? {
        guard let text = lines[name], let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")),
            let vendor = PCIID(text: text[..<colon]), let device = PCIID(text: text[colon...].dropFirst())
        else { return nil }
        return (vendor, device)
    }
}
