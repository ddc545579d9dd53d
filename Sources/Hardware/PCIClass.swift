/// The 24-bit class code: base class, subclass, programming interface; prints as `0x030200`.
package struct PCIClass: Hashable, Sendable, CustomStringConvertible {
    package let code: UInt32

    /// Returns nil when `code` needs more than 24 bits.
    package init?(code: UInt32) {
        guard code <= 0xff_ffff else { return nil }
        self.code = code
    }

    package var base: UInt8 { UInt8(truncatingIfNeeded: code >> 16) }

    /// Base class and subclass, as `0x0302`.
    package var subclass: UInt16 { UInt16(truncatingIfNeeded: code >> 8) }

    /// Base class 03.
    package var isDisplay: Bool { base == 0x03 }

    /// Base class 12.
    package var isProcessingAccelerator: Bool { base == 0x12 }

    package var description: String { "0x" + hexadecimal(code, digits: 6) }
}
