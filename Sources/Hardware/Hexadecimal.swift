/// Lower-case hexadecimal with at least `digits` digits.
package func hexadecimal(_ value: some BinaryInteger, digits: Int) -> String {
    let value = UInt64(truncatingIfNeeded: value)
    return String(asciiBytes: max(digits, 16)) { $0.append(hexadecimal: value, digits: digits) }
}

/// ASCII text that is written byte by byte: each survey makes names for hundreds of devices, and concatenating strings costs
/// many times more.
@safe struct ASCIIBytes {
    fileprivate let buffer: UnsafeMutableBufferPointer<UInt8>
    fileprivate var count = 0

    mutating func append(_ byte: UInt8) {
        unsafe buffer[count] = byte
        count += 1
    }

    /// Appends lower-case hexadecimal with at least `digits` digits.
    mutating func append(hexadecimal value: UInt64, digits: Int) {
        for place in (0..<max(digits, (67 - value.leadingZeroBitCount) / 4)).reversed() {
            let digit = place < 16 ? UInt8(truncatingIfNeeded: value >> (4 * UInt64(place)) & 0xf) : 0
            append(digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10))
        }
    }
}

extension String {
    /// Makes a string of the bytes that `write` appends, at most `capacity` of them.
    init(asciiBytes capacity: Int, write: (inout ASCIIBytes) -> Void) {
        self = unsafe String(unsafeUninitializedCapacity: capacity) { buffer in
            var bytes = unsafe ASCIIBytes(buffer: buffer)
            write(&bytes)
            return bytes.count
        }
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
