/// Blots out of a line whatever could be a secret: what follows `Bearer` or `password:`, users and passwords of URLs, and
/// words that look drawn by lot. It would rather hide too much than show a token.
struct SecretBlotter {
    private(set) var text = ""

    private static let blot = "[secret]"
    private static let schemes: Set = ["bearer", "basic", "negotiate", "digest"]
    private static let names = [
        "token", "password", "passwd", "secret", "authorization", "apikey", "api_key", "api-key",
    ]
    /// The secret follows in the same breath, or after `:` or `=`.
    private enum Expectation { case nothing, named, secret }

    init(_ line: String) {
        var expectation = Expectation.nothing
        var rest = Self.withoutUserinfo(line)[...]
        while let first = rest.first {
            let isWord = Self.isWordCharacter(first)
            let part = rest.prefix { Self.isWordCharacter($0) == isWord }
            rest = rest.dropFirst(part.count)
            guard isWord else {
                text += part
                if expectation == .named, part.contains(where: { $0 == ":" || $0 == "=" }) { expectation = .secret }
                continue
            }
            let word = part.lowercased()
            if text.hasSuffix("["), word == "token" {
                // Our own token, which was blotted out before.
                text += part
                expectation = .nothing
            } else if Self.schemes.contains(word) {
                text += part
                expectation = .secret
            } else if expectation == .secret || Self.looksDrawn(part) {
                text += Self.blot
                expectation = .nothing
            } else {
                text += part
                expectation = Self.names.contains { word.hasSuffix($0) } ? .named : .nothing
            }
        }
    }

    private static func isWordCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "-_.+~%".contains(character))
    }

    /// A JSON Web Token, a long hexadecimal number, or a long word with digits and letters of both cases.
    private static func looksDrawn(_ word: Substring) -> Bool {
        if word.hasPrefix("eyJ"), word.utf8.count > 8 { return true }
        if word.utf8.count >= 32, word.allSatisfy(\.isHexDigit) { return true }
        return word.utf8.count >= 20 && word.contains(where: \.isUppercase) && word.contains(where: \.isLowercase)
            && word.contains(where: \.isNumber)
    }

    /// `https://me:pass@host` without what stands before the @.
    private static func withoutUserinfo(_ line: String) -> String {
        var text = ""
        var rest = line[...]
        while let start = rest.firstRange(of: "://") {
            text += rest[..<start.upperBound]
            rest = rest[start.upperBound...]
            let url = rest.prefix { !$0.isWhitespace && !"\"'<>".contains($0) }
            if let at = url.lastIndex(of: "@") {
                text += blot
                rest = rest[at...]
            }
        }
        return text + rest
    }
}
