/// Class codes that a person names: a base class (`0x12`), a base class with its subclass (`0x0b40`), or a full code
/// (`0x030200`); the `0x` may be left out.
package struct ClassPattern: Hashable, Sendable {
    /// The digits that must agree, counted from the left: 2, 4 or 6.
    private let digits: Int
    private let code: UInt32

    package init(baseClass: UInt8) {
        digits = 2
        code = UInt32(baseClass)
    }

    package func matches(_ pciClass: PCIClass) -> Bool { pciClass.code >> (4 * UInt32(6 - digits)) == code }
}

extension ClassPattern: LosslessStringConvertible {
    /// Any other number of digits gives nil: `0x300` could mean `0x0300` or `0x000300`.
    package init?(_ text: String) {
        let digits = text.hasPrefix("0x") || text.hasPrefix("0X") ? text.dropFirst(2) : text[...]
        guard [2, 4, 6].contains(digits.utf8.count), let code = UInt32(hexadecimalDigits: digits) else { return nil }
        self.digits = digits.utf8.count
        self.code = code
    }

    package var description: String { "0x" + hexadecimal(code, digits: digits) }
}
