/// A bearer token. Only `authorization` tells it.
package struct BearerToken: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    private let value: String

    /// Blank space around it, such as the newline that editors leave, is no part of it. The source is named as a sentence
    /// begins with it: `The token file /etc/apus/token`.
    package init(_ content: some Collection<UInt8>, from source: String) throws(CredentialFault) {
        let isBlank = { (byte: UInt8) in [0x20, 0x09, 0x0a, 0x0d].contains(byte) }
        let bytes = content.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
        guard !bytes.isEmpty else { throw .emptyToken(source: source) }
        guard bytes.allSatisfy({ 0x21...0x7e ~= $0 }) else { throw .unusableToken(source: source) }
        value = String(decoding: bytes, as: UTF8.self)
    }

    /// The value of the header field.
    package var authorization: String { "Bearer \(value)" }

    /// Whether a header field's value shows this token. How long that takes tells nothing of it but its length.
    package func isShown(by authorization: String) -> Bool {
        let parts = authorization.split(separator: " ", maxSplits: 1)
        // Names of schemes have no case (RFC 9110, 11.1).
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return false }
        let given = parts[1].drop { $0 == " " }.utf8
        guard given.count == value.utf8.count else { return false }
        return zip(given, value.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// What a stranger wrote, without the token.
    func blotted(_ bytes: [UInt8]) -> [UInt8] { bytes.replacing(Array(value.utf8), with: Array("[token]".utf8)) }

    package var description: String { "[token]" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
