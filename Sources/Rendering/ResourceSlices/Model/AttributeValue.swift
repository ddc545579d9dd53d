package import Documents
private import Hardware

/// The value of a device attribute; exactly one of the API's four scalar kinds.
package enum AttributeValue: Hashable, Sendable {
    case int(Int64)
    case bool(Bool)
    case string(String)
    case version(String)

    /// A `string` of at most 64 bytes, cut between two characters where it is longer; nil where nothing is left.
    package static func text(_ text: String) -> AttributeValue? {
        guard text.utf8.count > SliceLimits.valueBytes else { return text.isEmpty ? nil : .string(text) }
        var bytes = 0
        let kept = text.prefix { character in
            bytes += character.utf8.count
            return bytes <= SliceLimits.valueBytes
        }
        // A cut behind a word would leave its blank.
        let end = kept.endIndex == text.endIndex ? kept.endIndex : kept.lastIndex { $0 != " " }.map(kept.index(after:))
        return end.flatMap { $0 > text.startIndex ? .string(String(text[..<$0])) : nil }
    }

    /// A `version` where the text is one by the API's rules, otherwise a `string`.
    package static func versionOrText(_ text: String) -> AttributeValue? {
        text.utf8.count <= SliceLimits.valueBytes && SemanticVersion.isValid(text) ? .version(text) : self.text(text)
    }

    /// The same for versions of two numbers, to which schedulers' rules want a third: `9.0` is 9.0.0.
    package static func shortVersion(_ text: String) -> AttributeValue? {
        text.split(separator: ".").count == 2 ? versionOrText(text + ".0") : versionOrText(text)
    }
}

extension AttributeValue {
    /// `{"string": "xe"}`, as the API has it.
    package var json: JSONValue {
        switch self {
        case .int(let int): .object([JSONValue.Member("int", .integer(int))])
        case .bool(let bool): .object([JSONValue.Member("bool", .bool(bool))])
        case .string(let string): .object([JSONValue.Member("string", .string(string))])
        case .version(let version): .object([JSONValue.Member("version", .string(version))])
        }
    }

    /// Reads what `json` gives; nil for anything else.
    package init?(json: JSONValue) {
        guard let member = json.members.first, json.members.count == 1 else { return nil }
        switch (member.name, member.value) {
        case ("int", .integer(let int)): self = .int(int)
        case ("bool", .bool(let bool)): self = .bool(bool)
        case ("string", .string(let string)): self = .string(string)
        case ("version", .string(let version)): self = .version(version)
        default: return nil
        }
    }
}

/// The rules of Semantic Versioning 2.0.0 for an attribute's `version`.
enum SemanticVersion {
    /// Three numbers without leading zeros, then perhaps `-` and a pre-release, then perhaps `+` and a build.
    ///
    /// Schedulers keep each number in 64 bits: a greater one passes the API server, but then every expression over
    /// the device fails.
    static func isValid(_ text: String) -> Bool {
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return false }
        let build = split(text[...], at: "+")
        let preRelease = split(build.head, at: "-")
        let numbers = preRelease.head.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 3 && numbers.allSatisfy(isNumber)
            && identifiers(preRelease.tail) { isIdentifier($0) && (!isAllDigits($0) || isNumber($0)) }
            && identifiers(build.tail, isIdentifier)
    }

    private static func split(_ text: Substring, at separator: Character) -> (head: Substring, tail: Substring?) {
        guard let index = text.firstIndex(of: separator) else { return (text, nil) }
        return (text[..<index], text[text.index(after: index)...])
    }

    private static func identifiers(_ text: Substring?, _ isValid: (Substring) -> Bool) -> Bool {
        text?.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isValid) ?? true
    }

    private static func isNumber(_ text: Substring) -> Bool {
        UInt64(decimalDigits: text) != nil && (text.utf8.count == 1 || text.utf8.first != UInt8(ascii: "0"))
    }

    private static func isAllDigits(_ text: Substring) -> Bool { text.utf8.allSatisfy(\.isDecimalDigit) }

    private static func isIdentifier(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                $0.isDecimalDigit || $0 == UInt8(ascii: "-")
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
            }
    }
}
