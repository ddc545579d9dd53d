internal import SystemPackage

/// All that a connection to an API server needs, as it was at one moment; files are read again for the next.
struct ClusterAccess: Hashable {
    var server: ServerAddress
    /// In place of the server's own name in its certificate.
    var serverName: String?
    var proxy: Proxy?
    /// PEM; nil trusts what the system trusts.
    var authorities: [UInt8]?
    /// PEM of a certificate and its key.
    var identity: Identity?
    var token: String?
    /// Where all this comes from, for people.
    var source: String

    struct Identity: Hashable {
        var certificate: [UInt8]
        var key: [UInt8]
    }

    enum Proxy: Hashable {
        case http(host: String, port: Int)
        case socks(host: String, port: Int)
    }

    /// The same connection can be used as long as this stays the same; tokens go along with each request.
    var withoutToken: ClusterAccess {
        var access = self
        access.token = nil
        return access
    }
}
