import ResourceSlices

/// A URL that slices may be sent to.
///
/// It is read more strictly than URLs can be: whatever two readers could take for different hosts is refused, since
/// whether the token may be sent in plain text is decided here, and where to by another reader.
struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    let usesTLS: Bool
    let isSocket: Bool
    /// Scheme and authority in one spelling: `https://example.com:8443`.
    private let origin: String
    /// From the first slash on, without the query.
    private let path: String
    /// With its question mark; empty where there is none.
    private let query: String

    init(_ url: String) throws(HTTPSinkError) {
        guard let colon = url.firstRange(of: "://") else {
            throw .unusableURL(Self.shown(url), because: "it has no scheme")
        }
        let rest = url[colon.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else { throw .passwordInURL }
        let shown = Self.shown(url)
        try Self.checkCharacters(of: url, shown)
        let target = rest[authority.endIndex...]
        let path = target.prefix { $0 != "?" }
        switch url[..<colon.lowerBound].lowercased() {
        case "https":
            usesTLS = true
            isSocket = false
            origin = "https://\(try Authority(authority, of: shown))"
        case "http":
            let authority = try Authority(authority, of: shown)
            guard authority.isLoopback else { throw .plainHTTP(shown, host: authority.host) }
            usesTLS = false
            isSocket = false
            origin = "http://\(authority)"
        case "http+unix":
            usesTLS = false
            isSocket = true
            origin = "http+unix://\(try Self.socket(authority, of: shown))"
        case "https+unix": throw .tlsOverSocket
        default: throw .unusableURL(shown, because: "its scheme is none of https, http and http+unix")
        }
        self.path = path.isEmpty ? "/" : String(path)
        query = String(target[path.endIndex...])
    }

    /// For people. The query is left out: some keep keys there.
    var description: String { origin + path }

    func url(for node: NodeName) -> String {
        origin + (path + query).replacing(Self.placeholder, with: node.description)
    }

    private static let placeholder = "{node}"

    private static func shown(_ url: String) -> String {
        let head = url.prefix { $0 != "?" && $0 != "#" }
        return Excerpt(Array(head.utf8)).text
    }

    private static func checkCharacters(of url: String, _ shown: String) throws(HTTPSinkError) {
        func fail(_ reason: String) -> HTTPSinkError { .unusableURL(shown, because: reason) }
        guard !url.contains("#") else { throw fail("it has a fragment, which no server gets to see") }
        let filled = Array(url.replacing(placeholder, with: "node").utf8)
        for (index, byte) in filled.enumerated() {
            switch UnicodeScalar(byte) {
            case "%":
                guard filled[(index + 1)...].prefix(2).filter(\.isHexadecimalDigit).count == 2 else {
                    throw fail("a % in it is not followed by two hexadecimal digits")
                }
            case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "~", ":", "/", "?", "[", "]", "@", "!", "$", "&", "'",
                "(", ")", "*", "+", ",", ";", "=":
                continue
            default: throw fail("a character in it has to be written as % and two hexadecimal digits")
            }
        }
    }

    /// The socket's path in the one spelling that our client takes.
    private static func socket(_ host: Substring, of shown: String) throws(HTTPSinkError) -> String {
        var path: [UInt8] = []
        var rest = host.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                // That two digits follow was checked.
                path.append(UInt8(Substring(rest.prefix(2)), radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            } else {
                path.append(byte)
            }
        }
        guard path.first == UInt8(ascii: "/"), !path.contains(0) else {
            throw .unusableURL(
                shown,
                because: "the path of the socket is not absolute; it is written with %2F in the place of each slash")
        }
        guard path.count <= 107 else {
            throw .unusableURL(shown, because: "the path of a socket has at most 107 bytes")
        }
        return path.map { byte in
            byte.isPlainInURL
                ? String(UnicodeScalar(byte)) : (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}

extension UInt8 {
    fileprivate var isHexadecimalDigit: Bool {
        switch UnicodeScalar(self) {
        case "0"..."9", "a"..."f", "A"..."F": true
        default: false
        }
    }

    fileprivate var isPlainInURL: Bool {
        switch UnicodeScalar(self) {
        case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "~": true
        default: false
        }
    }
}
