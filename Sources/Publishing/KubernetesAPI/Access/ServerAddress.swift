/// Where an API server answers: `https://HOST:PORT/PREFIX`.
struct ServerAddress: Hashable, CustomStringConvertible {
    let host: String
    let port: Int
    /// Without a slash at its end; empty for most servers.
    let path: String

    init(host: String, port: Int, path: String = "") {
        self.host = host
        self.port = port
        self.path = path
    }

    /// nil where the text is no such URL.
    init?(_ url: String, scheme: String = "https", defaultPort: Int = 443) {
        let prefix = scheme + "://"
        guard url.lowercased().hasPrefix(prefix) else { return nil }
        let rest = url.dropFirst(prefix.count)
        let authority = rest.prefix { $0 != "/" }
        var path = rest.dropFirst(authority.count)
        while path.hasSuffix("/") { path = path.dropLast() }
        guard !authority.contains(where: { $0 == "@" || $0 == "?" || $0 == "#" || $0.isWhitespace }),
            !path.contains(where: { $0 == "?" || $0 == "#" || $0.isWhitespace })
        else { return nil }
        let (name, portText) = Self.split(authority)
        guard !name.isEmpty else { return nil }
        guard let portText else {
            self.init(host: String(name), port: defaultPort, path: String(path))
            return
        }
        guard portText.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(portText),
            (1...65535).contains(port)
        else { return nil }
        self.init(host: String(name), port: port, path: String(path))
    }

    /// An IPv6 address stands in brackets, which are no part of it.
    private static func split(_ authority: Substring) -> (Substring, Substring?) {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            let rest = authority[authority.index(after: end)...]
            let name = authority[..<end].dropFirst()
            return rest.hasPrefix(":") ? (name, rest.dropFirst()) : (rest.isEmpty ? name : "", nil)
        }
        guard let colon = authority.firstIndex(of: ":") else { return (authority, nil) }
        return (authority[..<colon], authority[authority.index(after: colon)...])
    }

    /// Host and port, as a `Host` header has them.
    var authority: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }

    var description: String { "https://\(authority)\(path)" }
}
