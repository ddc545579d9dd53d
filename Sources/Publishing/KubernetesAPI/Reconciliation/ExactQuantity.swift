/// A Kubernetes quantity by its value, in units of 10⁻⁹: `1Gi`, `1024Mi` and `1073741824` are the same.
struct ExactQuantity: Hashable, Comparable {
    private let nanos: Int128

    /// nil where the text is no quantity or its value does not fit.
    init?(_ text: String) {
        var rest = text.utf8[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        var mantissa: Int128 = 0
        var digits = 0
        var fractionDigits: Int?
        while let byte = rest.first {
            if byte == UInt8(ascii: "."), fractionDigits == nil {
                fractionDigits = 0
            } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                let (tens, overflow) = mantissa.multipliedReportingOverflow(by: 10)
                guard !overflow else { return nil }
                mantissa = tens + Int128(byte - UInt8(ascii: "0"))
                digits += 1
                fractionDigits = fractionDigits.map { $0 + 1 }
            } else {
                break
            }
            rest = rest.dropFirst()
        }
        guard digits > 0, let unit = Self.unit(String(decoding: rest, as: UTF8.self)) else { return nil }
        let (scaled, overflow) = mantissa.multipliedReportingOverflow(by: unit)
        guard !overflow, let magnitude = Self.divide(scaled, byTenToThe: fractionDigits ?? 0) else { return nil }
        nanos = isNegative ? -magnitude : magnitude
    }

    static func < (left: ExactQuantity, right: ExactQuantity) -> Bool { left.nanos < right.nanos }

    /// What a suffix multiplies by, in units of 10⁻⁹.
    private static func unit(_ suffix: String) -> Int128? {
        if let exponent = decimalSuffixes[suffix] { return power(10, exponent + 9) }
        if let exponent = binarySuffixes[suffix] { return power(2, exponent) * 1_000_000_000 }
        guard suffix.hasPrefix("e") || suffix.hasPrefix("E") else { return nil }
        let digits = suffix.dropFirst()
        let unsigned = digits.hasPrefix("-") || digits.hasPrefix("+") ? digits.dropFirst() : digits
        // Checked first, because the conversion takes a second sign.
        guard unsigned.utf8.first.map({ (0x30...0x39).contains($0) }) == true, let exponent = Int(digits),
            (-9...18).contains(exponent)
        else { return nil }
        return power(10, exponent + 9)
    }

    private static let decimalSuffixes = [
        "n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18,
    ]
    private static let binarySuffixes = ["Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60]

    private static func power(_ base: Int128, _ exponent: Int) -> Int128 {
        (0..<exponent).reduce(1) { power, _ in power * base }
    }

    /// Servers round what is smaller than 10⁻⁹ up.
    private static func divide(_ value: Int128, byTenToThe exponent: Int) -> Int128? {
        guard exponent <= 36 else { return nil }
        let divisor = power(10, exponent)
        return value / divisor + (value % divisor == 0 ? 0 : 1)
    }
}
