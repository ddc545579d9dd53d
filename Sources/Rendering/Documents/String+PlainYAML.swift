extension String {
    /// Whether the string can stand in a YAML document without quotes and be a string to every reader.
    ///
    /// YAML 1.1 (types `bool`, `int`, `float`, `timestamp`, `null`) and 1.2 (core schema) differ in what they take for
    /// another type. Both are satisfied here; where in doubt, there are quotes.
    var isPlainYAMLString: Bool {
        guard let first = unicodeScalars.first, let last = unicodeScalars.last else { return false }
        return first.canBeginPlainYAML && last != " " && last != ":"
            && unicodeScalars.allSatisfy(\.isOrdinaryInYAML)
            && !utf8.hasPair(UInt8(ascii: ":"), UInt8(ascii: " "))
            && !utf8.hasPair(UInt8(ascii: " "), UInt8(ascii: "#"))
            && !Self.otherTypes.contains(lowercased()) && !looksLikeNumberOrDate
    }

    /// YAML 1.1's numbers may hold `_`, be octal with a leading zero or sexagesimal (`12:30`); dates begin as numbers do.
    private var looksLikeNumberOrDate: Bool {
        guard let first = utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
        return unicodeScalars.allSatisfy {
            $0.properties.isASCIIHexDigit || "xXoO_.:+- tTzZ".unicodeScalars.contains($0)
        }
    }

    /// In lower case.
    private static let otherTypes: Set = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
}

extension Unicode.Scalar {
    /// Signs and points may begin a number; the other marks mean something else to YAML.
    fileprivate var canBeginPlainYAML: Bool {
        properties.isAlphabetic || ("0"..."9").contains(self) || self == "/" || self == "_"
    }

    /// Letters, digits, the blank and the marks that mean nothing inside a plain scalar.
    fileprivate var isOrdinaryInYAML: Bool {
        properties.isAlphabetic || ("0"..."9").contains(self)
            || " !#$%&'()*+-./:;<=>?@\\^_|~".unicodeScalars.contains(self)
    }
}

extension String.UTF8View {
    fileprivate func hasPair(_ left: UInt8, _ right: UInt8) -> Bool {
        zip(self, dropFirst()).contains { $0 == left && $1 == right }
    }
}
