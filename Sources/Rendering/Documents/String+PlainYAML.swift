extension String {
    /// Whether the string can stand in a YAML document without quotes and be a string to every reader.
    ///
    /// YAML 1.1 (types `bool`, `int`, `float`, `timestamp`, `null`) and 1.2 (core schema) differ in which words and
    /// numbers they know. Both are satisfied here; where in doubt, there are quotes.
    var isPlainYAMLString: Bool {
        guard let first = unicodeScalars.first, first.canBeginPlainYAML, let last = utf8.last,
            last != UInt8(ascii: " "), last != UInt8(ascii: ":")
        else { return false }
        var previous = UInt8(ascii: "a")
        var isASCII = true
        let bytes = utf8.span
        for index in bytes.indices {
            let byte = bytes[index]
            if byte >= 0x80 {
                isASCII = false
            } else {
                guard byte.isOrdinaryInYAML else { return false }
                if previous == UInt8(ascii: ":"), byte == UInt8(ascii: " ") { return false }
                if previous == UInt8(ascii: " "), byte == UInt8(ascii: "#") { return false }
            }
            previous = byte
        }
        return (isASCII || unicodeScalars.allSatisfy { $0.isASCII || $0.properties.isAlphabetic })
            && !isWordOfOtherType && !looksLikeNumberOrDate
    }

    private var isWordOfOtherType: Bool { utf8.count <= 5 && Self.wordsOfOtherTypes.contains(lowercased()) }

    private static let wordsOfOtherTypes: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]

    /// YAML 1.1's numbers may hold `_`, be octal with a leading zero or sexagesimal (`12:30`); dates begin as numbers do.
    private var looksLikeNumberOrDate: Bool {
        guard let first = utf8.first, first.isDigit else { return false }
        let bytes = utf8.span
        for index in bytes.indices where !bytes[index].standsInNumberOrDate { return false }
        return true
    }
}

extension Unicode.Scalar {
    /// Signs and points may begin a number; the other marks mean something else to YAML.
    fileprivate var canBeginPlainYAML: Bool {
        isASCII ? UInt8(ascii: self).isLetterOrDigit || self == "/" || self == "_" : properties.isAlphabetic
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

    fileprivate var isLetterOrDigit: Bool { isDigit || UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 }

    fileprivate var standsInNumberOrDate: Bool {
        switch Unicode.Scalar(self) {
        case "0"..."9", "a"..."f", "A"..."F", "x", "X", "o", "O", "_", ".", ":", "+", "-", " ", "t", "T", "z", "Z": true
        default: false
        }
    }

    /// Letters, digits, the blank and the marks that mean nothing inside a plain scalar.
    fileprivate var isOrdinaryInYAML: Bool {
        switch Unicode.Scalar(self) {
        case " ", "!", "#"..."+", "-"..."9", ":"..."Z", "\\", "^", "_", "a"..."z", "|", "~": true
        default: false
        }
    }
}
