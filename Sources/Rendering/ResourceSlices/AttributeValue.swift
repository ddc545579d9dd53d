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
        return kept.isEmpty ? nil : .string(String(kept))
    }

    /// A `version` where the text is one by the API's rules, otherwise a `string`.
    package static func versionOrText(_ text: String) -> AttributeValue? {
        text.utf8.count <= SliceLimits.valueBytes && SemanticVersion.isValid(text) ? .version(text) : self.text(text)
    }
}
