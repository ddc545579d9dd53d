/// A scalar as it stands in a document, before anyone decides what type it has.
package struct YAMLScalar: Hashable, Sendable {
    /// The text, with quotes and escapes resolved.
    package let text: String
    /// Whether it stands there without quotes; only then can it be anything but a string.
    package let isPlain: Bool

    package init(_ text: String, isPlain: Bool) {
        self.text = text
        self.isPlain = isPlain
    }
}

extension YAMLScalar {
    /// As a tag has it: a string, unless it is one of YAML's own types; nil where the text is none of that type.
    func tagged(_ tag: String) -> YAMLScalar? {
        let prefix = "tag:yaml.org,2002:"
        let plain = YAMLScalar(text, isPlain: true)
        let isOfType: Bool
        switch tag.hasPrefix(prefix) ? String(tag.dropFirst(prefix.count)) : "" {
        case "int": isOfType = plain.integer != nil
        case "float": isOfType = plain.isNumber
        case "bool": isOfType = plain.boolean != nil
        case "null": isOfType = plain.isNull
        default: return YAMLScalar(text, isPlain: false)
        }
        return isOfType ? plain : nil
    }
}

/// The types of plain scalars: YAML 1.2's core schema (section 10.3.2), with the two liberties of the Go reader that CDI
/// and Kubernetes use: `yes`, `no`, `on` and `off` are booleans, and a leading zero makes a number octal, so
/// `fileMode: 0660` means what its author meant.
extension YAMLScalar {
    package var isNull: Bool { isPlain && Self.nulls.contains(text) }

    package var boolean: Bool? {
        guard isPlain else { return nil }
        return Self.truths.contains(text) ? true : Self.falsehoods.contains(text) ? false : nil
    }

    /// A whole number in decimal, `0x1f`, `0o17` or `017`; nil where it does not fit into 64 bits.
    package var integer: Int64? {
        guard isPlain else { return nil }
        let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        let (magnitude, radix) =
            switch digits.prefix(2) {
            case "0x", "0X": (digits.dropFirst(2), 16)
            case "0o", "0O": (digits.dropFirst(2), 8)
            case let start where start.count == 2 && start.hasPrefix("0"): (digits.dropFirst(), 8)
            default: (digits, 10)
            }
        // Checked first, because the conversion takes a second sign.
        guard magnitude.utf8.first?.isHexadecimal == true else { return nil }
        return Int64((text.hasPrefix("-") ? "-" : "") + magnitude, radix: radix)
    }

    /// A string in quotes, or a plain scalar that no reader takes for null, a boolean or a number.
    package var string: String? {
        !isPlain || (!isNull && boolean == nil && !isNumber) ? text : nil
    }

    /// Whether it has the form of a number, be it too large for `integer` or a fraction.
    package var isNumber: Bool {
        guard isPlain else { return false }
        let unsigned = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        return integer != nil || Self.isDecimal(unsigned) || Self.isPrefixed(unsigned)
            || Self.infinities.contains(String(unsigned)) || Self.notNumbers.contains(text)
    }

    /// `[0-9]+ ( "." [0-9]* )? | "." [0-9]+`, and an exponent.
    private static func isDecimal(_ text: Substring) -> Bool {
        var rest = text.utf8[...]
        func skipDigits() -> Int {
            let digits = rest.prefix { $0.isDecimal }
            rest = rest.dropFirst(digits.count)
            return digits.count
        }
        var digits = skipDigits()
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            digits += skipDigits()
        }
        guard digits > 0 else { return false }
        guard let exponent = rest.first else { return true }
        guard exponent == UInt8(ascii: "e") || exponent == UInt8(ascii: "E") else { return false }
        rest = rest.dropFirst()
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
        return skipDigits() > 0 && rest.isEmpty
    }

    /// Hexadecimal and octal numbers of any size.
    private static func isPrefixed(_ text: Substring) -> Bool {
        let digits = text.dropFirst(2)
        guard !digits.isEmpty else { return false }
        return switch text.prefix(2) {
        case "0x", "0X": digits.utf8.allSatisfy(\.isHexadecimal)
        case "0o", "0O": digits.utf8.allSatisfy { (0x30...0x37).contains($0) }
        default: false
        }
    }

    private static let nulls: Set = ["", "~", "null", "Null", "NULL"]
    private static let truths: Set = ["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"]
    private static let falsehoods: Set = ["false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"]
    private static let infinities: Set = [".inf", ".Inf", ".INF"]
    private static let notNumbers: Set = [".nan", ".NaN", ".NAN"]
}

extension UInt8 {
    fileprivate var isDecimal: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    fileprivate var isHexadecimal: Bool { isDecimal || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20) }
}
