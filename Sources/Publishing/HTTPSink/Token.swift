import SystemPackage

/// A bearer token. Only `authorization` tells it.
struct Token: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    private let value: String

    init(_ content: [UInt8], from path: FilePath) throws(HTTPSinkError) {
        var content = content[...]
        while let last = content.last, [0x0a, 0x0d].contains(last) { content.removeLast() }
        guard !content.isEmpty else { throw .emptyToken(path) }
        guard content.allSatisfy({ 0x21...0x7e ~= $0 }) else { throw .unusableToken(path) }
        value = String(decoding: content, as: UTF8.self)
    }

    /// The value of the header field.
    var authorization: String { "Bearer \(value)" }

    func excerpt(of bytes: [UInt8]) -> Excerpt { Excerpt(bytes, without: value) }

    var description: String { "[token]" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
