private import Delivery

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
        guard !path.contains(where: { $0 == "?" || $0 == "#" || $0.isWhitespace }),
            let authority = try? Authority(authority)
        else { return nil }
        self.init(host: authority.name, port: authority.port.map(Int.init) ?? defaultPort, path: String(path))
    }

    /// Host and port, as a `Host` header has them.
    var authority: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }

    var description: String { "https://\(authority)\(path)" }
}
