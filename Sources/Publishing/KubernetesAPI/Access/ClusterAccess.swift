internal import HTTPExchange
internal import SystemPackage

/// All that a connection to an API server needs, as it was at one moment; files are read again for the next.
struct ClusterAccess: Hashable {
    var server: ServerAddress
    /// In place of the server's own name in its certificate.
    var serverName: String?
    var proxy: Proxy?
    var tls = TLSIdentity()
    var token: BearerToken?
    /// Where all this comes from, for people.
    var source: String
    /// Files with a secret that every user of the machine may read.
    var exposed: [FilePath] = []

    enum Proxy: Hashable {
        case http(host: String, port: Int)
        case socks(host: String, port: Int)
    }

    /// The same connection can be used as long as this stays the same; tokens go along with each request.
    var withoutToken: ClusterAccess {
        var access = self
        access.token = nil
        access.exposed = []
        return access
    }

    /// As messages name the server.
    var peer: ExchangePeer {
        let way =
            switch proxy {
            case .http(let host, let port): " (through the proxy http://\(host):\(port))"
            case .socks(let host, let port): " (through the proxy socks5://\(host):\(port))"
            case nil: ""
            }
        return ExchangePeer(name: "\(server)\(way)", tls: tls, settings: .kubeconfig)
    }
}
