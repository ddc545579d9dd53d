package import Hardware

/// The `KEY=value` lines of a `uevent` file.
package struct UeventProperties: Sendable {
    /// In the order of the file: there are few, and a table would cost more than looking them through.
    private let lines: [(name: Substring, value: Substring)]

    package init(_ text: String) {
        lines = text.utf8.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let sign = line.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            return (Substring(line[..<sign]), Substring(line[sign...].dropFirst()))
        }
    }

    /// Nil where there is no such line, or nothing behind its sign.
    package subscript(name: String) -> String? { value(name).map(String.init) }

    private func value(_ name: String) -> Substring? {
        lines.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    /// `PCI_CLASS=30000`, without leading zeros.
    package var pciClass: PCIClass? {
        value("PCI_CLASS").flatMap { UInt32(hexadecimalDigits: $0) }.flatMap { PCIClass(code: $0) }
    }

    /// A pair of ids as PCI devices have them: `10DE:25B6`.
    package func ids(_ name: String) -> (vendor: PCIID, device: PCIID)? {
        guard let text = value(name), let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")),
            let vendor = PCIID(text: text[..<colon]), let device = PCIID(text: text[colon...].dropFirst())
        else { return nil }
        return (vendor, device)
    }
}
