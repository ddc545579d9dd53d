extension String {
    /// Whether the string can stand in a YAML document without quotes and be a string to every reader.
    ///
    /// YAML 1.1 (types `bool`, `int`, `float`, `timestamp`, `null`) and 1.2 (core schema) differ in which words and
    /// numbers they know. Both are satisfied here; where in doubt, there are quotes.
    var isPlainYAMLString: Bool {
        let bytes = utf8.span
        guard !bytes.isEmpty, canBeginPlainYAML, bytes[bytes.count - 1] != UInt8(ascii: " "),
            bytes[bytes.count - 1] != UInt8(ascii: ":")
        else { return false }
        let ordinary = ASCIISet.ordinaryInYAML
        var previous = UInt8(ascii: "a")
        var isASCII = true
        for index in bytes.indices {
            let byte = bytes[index]
            if byte >= 0x80 {
                isASCII = false
            } else {
                guard ordinary.contains(byte) else { return false }
                if previous == UInt8(ascii: ":"), byte == UInt8(ascii: " ") { return false }
                if previous == UInt8(ascii: " "), byte == UInt8(ascii: "#") { return false }
            }
            previous = byte
        }
        return (isASCII || unicodeScalars.allSatisfy { $0.isASCII || $0.properties.isAlphabetic })
            && !isWordOfOtherType && !looksLikeNumberOrDate
    }

    /// Signs and points may begin a number; the other marks mean something else to YAML.
    private var canBeginPlainYAML: Bool {
        let first = utf8.span[0]
        if first < 0x80 { return first.isLetterOrDigit || first == UInt8(ascii: "/") || first == UInt8(ascii: "_") }
        return unicodeScalars.first?.properties.isAlphabetic ?? false
    }

    private var isWordOfOtherType: Bool {
        utf8.count <= 5 && ASCIISet.firstOfOtherTypes.contains(utf8.span[0])
            && Self.wordsOfOtherTypes.contains(lowercased())
    }

    private static let wordsOfOtherTypes: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]

    /// YAML 1.1's numbers may hold `_`, be octal with a leading zero or sexagesimal (`12:30`); dates begin as numbers do.
    private var looksLikeNumberOrDate: Bool {
        let bytes = utf8.span
        guard bytes[0].isDigit else { return false }
        let ordinary = ASCIISet.standingInNumbersAndDates
        for index in bytes.indices where !ordinary.contains(bytes[index]) { return false }
        return true
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

    fileprivate var isLetterOrDigit: Bool { isDigit || UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 }
}

/// Characters of ASCII, a bit for each: all text of a document is looked at by them.
private struct ASCIISet {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ characters: some Sequence<UInt8>) {
        for character in characters where character < 0x80 {
            let bit = UInt64(1) << (character & 63)
            if character < 64 { low |= bit } else { high |= bit }
        }
    }

    func contains(_ byte: UInt8) -> Bool {
        byte < 0x80 && (byte < 64 ? low : high) & UInt64(1) << (byte & 63) != 0
    }

    /// Letters, digits, the blank and the marks that mean nothing inside a plain scalar.
    static let ordinaryInYAML = ASCIISet((0x20..<0x7f).filter { !"\",[]`{}".utf8.contains($0) })

    static let standingInNumbersAndDates = ASCIISet("0123456789abcdefABCDEFxXoO_.:+- tTzZ".utf8)

    /// In either case, what the words of other types begin with.
    static let firstOfOtherTypes = ASCIISet("ynotfYNOTF".utf8)
}
