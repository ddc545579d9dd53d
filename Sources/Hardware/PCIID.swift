/// A vendor or device id of PCI configuration space; prints as `0x10de`.
package struct PCIID: Hashable, Comparable, Sendable, RawRepresentable, CustomStringConvertible {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package init(_ rawValue: UInt16) { self.rawValue = rawValue }

    /// Reads four hexadecimal digits, with or without `0x`, of either case.
    package init?(text: Substring) {
        let digits = text.hasPrefix("0x") ? text.dropFirst(2) : text
        guard digits.utf8.count == 4, let value = UInt16(hexadecimalDigits: digits) else { return nil }
        self.init(value)
    }

    package static func < (left: PCIID, right: PCIID) -> Bool { left.rawValue < right.rawValue }

    package var description: String { "0x" + hexadecimal(rawValue, digits: 4) }
}
