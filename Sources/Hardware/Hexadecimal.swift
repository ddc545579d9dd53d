/// Lower-case hexadecimal with at least `digits` digits.
package func hexadecimal(_ value: some BinaryInteger, digits: Int) -> String {
    let value = UInt64(truncatingIfNeeded: value)
    let count = max(digits, (67 - value.leadingZeroBitCount) / 4)
    return unsafe String(unsafeUninitializedCapacity: count) { buffer in
        for place in 0..<count {
            let shift = 4 * (count - 1 - place)
            let digit = shift < 64 ? UInt8(truncatingIfNeeded: value >> UInt64(shift) & 0xf) : 0
            unsafe buffer[place] = digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
        }
        return count
    }
}

extension FixedWidthInteger {
    /// Reads hexadecimal digits alone: no sign, no prefix, no blanks, which `init(_:radix:)` would partly take.
    @inlinable package init?(hexadecimalDigits text: Substring) { self.init(digits: text.utf8.span, radix: 16) }

    @inlinable package init?(hexadecimalDigits text: String) { self.init(digits: text.utf8.span, radix: 16) }

    /// Reads decimal digits alone: no sign, no blanks.
    @inlinable package init?(decimalDigits text: Substring) { self.init(digits: text.utf8.span, radix: 10) }

    @inlinable package init?(decimalDigits text: String) { self.init(digits: text.utf8.span, radix: 10) }

    /// Nil for no digits, for anything else than digits, and for a number that does not fit.
    @inlinable package init?(digits: Span<UInt8>, radix: Self) {
        guard !digits.isEmpty else { return nil }
        var value: Self = 0
        for index in digits.indices {
            guard let digit = digits[index].hexadecimalValue, digit < radix else { return nil }
            let (product, isTooLarge) = value.multipliedReportingOverflow(by: radix)
            let (sum, isStillTooLarge) = product.addingReportingOverflow(Self(digit))
            guard !isTooLarge, !isStillTooLarge else { return nil }
            value = sum
        }
        self = value
    }
}

extension UInt8 {
    @inlinable package var isDecimalDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    @inlinable package var isHexadecimalDigit: Bool {
        isDecimalDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
            || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(self)
    }

    /// The value of a hexadecimal digit.
    @inlinable package var hexadecimalValue: UInt8? {
        if isDecimalDigit { return self - UInt8(ascii: "0") }
        return isHexadecimalDigit ? (self | 0x20) - UInt8(ascii: "a") + 10 : nil
    }
}
