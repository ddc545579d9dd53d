package import ResourceSlices
package import SystemPackage

/// A URL that slices may be sent to: `https` anywhere, `http` only where nobody can listen in.
///
/// It is read more strictly than URLs can be, since whether the token may be sent in plain text is decided here, and
/// where to by another reader.
package struct SinkURL: Hashable, Sendable, CustomStringConvertible {
    package enum Transport: Hashable, Sendable {
        case tls
        /// To this machine itself.
        case loopback
        case unix(socket: FilePath)
    }

    package let transport: Transport
    /// As it was written.
    package let text: String
    /// Scheme and authority in one spelling: `https://example.com:8443`.
    private let origin: String
    /// From the first slash on, without the query.
    private let path: String
    /// With its question mark; empty where there is none.
    private let query: String

    package init(_ text: String) throws(SinkURLError) {
        guard let colon = text.firstRange(of: "://") else { throw .unusable(because: "it has no scheme") }
        let rest = text[colon.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else { throw .secret }
        try Self.checkCharacters(of: text)
        switch text[..<colon.lowerBound].lowercased() {
        case "https":
            transport = .tls
            origin = "https://\(try Self.authority(authority))"
        case "http":
            let authority = try Self.authority(authority)
            guard authority.isLoopback else { throw .plainHTTP(host: authority.host) }
            transport = .loopback
            origin = "http://\(authority)"
        case "http+unix":
            let socket = try Self.socket(authority)
            transport = .unix(socket: FilePath(String(decoding: socket, as: UTF8.self)))
            origin = "http+unix://\(Self.escaped(socket))"
        case "https+unix": throw .tlsOverSocket
        default: throw .unusable(because: "its scheme is none of https, http and http+unix")
        }
        let target = rest[authority.endIndex...]
        let path = target.prefix { $0 != "?" }
        self.text = text
        self.path = path.isEmpty ? "/" : String(path)
        query = String(target[path.endIndex...])
    }

    /// For people. The query is left out: some keep keys there.
    package var description: String { origin + path }

    package func url(for node: NodeName) -> String {
        origin + (path + query).replacing(Self.placeholder, with: node.description)
    }

    private static let placeholder = "{node}"
    private static let longest = 2048

    private static func authority(_ text: Substring) throws(SinkURLError) -> Authority {
        do { return try Authority(text) } catch { throw .unusable(because: error.reason) }
    }

    private static func checkCharacters(of text: String) throws(SinkURLError) {
        guard text.utf8.count <= longest else { throw .unusable(because: "it has more than \(longest) bytes") }
        guard !text.contains("#") else {
            throw .unusable(because: "it has a fragment, which no server gets to see")
        }
        let filled = Array(text.replacing(placeholder, with: "node").utf8)
        for (index, byte) in filled.enumerated() {
            switch UnicodeScalar(byte) {
            case "%":
                guard filled[(index + 1)...].prefix(2).filter(\.isHexadecimalDigit).count == 2 else {
                    throw .unusable(because: "a % in it is not followed by two hexadecimal digits")
                }
            case "{", "}": throw .unusable(because: "only {node} may stand in braces, for the node's name")
            case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "~", ":", "/", "?", "[", "]", "@", "!", "$", "&", "'",
                "(", ")", "*", "+", ",", ";", "=":
                continue
            default:
                throw .unusable(because: "a character in it has to be written as % and two hexadecimal digits")
            }
        }
    }

    private static func socket(_ host: Substring) throws(SinkURLError) -> [UInt8] {
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
        guard path.first == UInt8(ascii: "/"), String(validating: path, as: UTF8.self) != nil,
            path.allSatisfy({ $0 >= 0x20 && $0 != 0x7f })
        else {
            throw .unusable(
                because: "the path of the socket is not absolute; it is written with %2F in the place of each slash")
        }
        guard path.count <= 107 else { throw .unusable(because: "the path of a socket has at most 107 bytes") }
        return path
    }

    /// The socket's path in the one spelling that our client takes.
    private static func escaped(_ path: [UInt8]) -> String {
        path.map { byte in
            byte.isPlainInURL
                ? String(UnicodeScalar(byte)) : (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}

/// Why slices cannot be sent to a URL. The URL is not repeated: it may hold a password.
package enum SinkURLError: Error, Hashable, Sendable, CustomStringConvertible {
    case unusable(because: String)
    case secret
    /// Others could read what is sent, and answer in the server's name.
    case plainHTTP(host: String)
    case tlsOverSocket

    /// The end of a sentence that begins with the URL: `cannot be used, because …`.
    package var description: String {
        switch self {
        case .unusable(let reason):
            "cannot be used, because \(reason); write https://HOST:PORT/PATH, or to this machine "
                + "http://127.0.0.1:PORT/PATH or http+unix://%2Frun%2Fserver.sock/PATH"
        case .secret:
            "cannot hold a user or a password; put a bearer token into a file and name it as tokenFile"
        case .plainHTTP(let host):
            "cannot be used, because plain http goes over a network to \(host), where others can read and change it; "
                + "write https://, since plain http is for 127.0.0.0/8, [::1], localhost and Unix sockets"
        case .tlsOverSocket:
            "cannot be used, because TLS over a Unix socket has no host name to check the certificate against; write "
                + "http+unix://, since what passes through a socket does not leave the machine"
        }
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
