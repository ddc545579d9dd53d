package import Hardware

/// The `KEY=value` lines of a `uevent` file.
package struct UeventProperties: Sendable {
    /// Looked through each time: a few of its ten lines are wanted, and a table would cost more.
    private let text: String

    package init(_ text: String) { self.text = text }

    /// Nil where there is no such line, or nothing behind its sign.
    package subscript(name: String) -> String? { value(name).map(String.init) }

    private func value(_ name: String) -> Substring? {
        var rest = text.utf8[...]
        while !rest.isEmpty {
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest[line.endIndex...].dropFirst()
            guard line.starts(with: name.utf8) else { continue }
            let behind = line.dropFirst(name.utf8.count)
            guard behind.first == UInt8(ascii: "=") else { continue }
            let value = behind.dropFirst()
            return value.isEmpty ? nil : Substring(value)
        }
        return nil
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
