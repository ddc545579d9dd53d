/// The value of a device attribute; exactly one of the API's four scalar kinds.
package enum AttributeValue: Hashable, Sendable {
    case int(Int64)
    case bool(Bool)
    case string(String)
    case version(String)

    /// A `string` of at most 64 bytes, cut between two characters where it is longer; nil where nothing is left.
    package static func text(_ text: String) -> AttributeValue? {
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
}
