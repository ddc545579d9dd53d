private import Files
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

/// A file of lines, each a name and its value: `KEY=value` of `uevent`, `key value` of KFD.
struct AttributeLines: Sendable {
    /// Looked through each time: a few of its lines are wanted, and a table would cost more.
    private let text: String
    private let separator: UInt8

    init(_ text: String, separator: Unicode.Scalar) {
        self.text = text
        self.separator = UInt8(ascii: separator)
    }

    /// Of the first such line; nil where there is none, or nothing behind its separator.
    subscript(name: String) -> Substring? {
        let (bytes, name) = (text.utf8.span, name.utf8.span)
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
            let value = start + name.count + 1
            if value <= end, bytes[value - 1] == separator,
                bytes.extracting(start..<value - 1).isEqual(to: name)
            {
                return value < end ? text.part(bytes: value..<end) : nil
            }
            start = end + 1
        }
        return nil
    }

    /// A decimal number.
    func number(_ name: String) -> UInt64? { self[name].flatMap { UInt64(decimalDigits: $0) } }
}
