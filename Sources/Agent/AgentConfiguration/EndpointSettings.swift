private import Delivery
package import SystemPackage

/// Where health, metrics and the status page are served, and to whom.
package struct EndpointSettings: Hashable, Sendable {
    /// Absent where they are not.
    package var listen: ListenAddress?
    /// Holds the bearer token that clients show.
    package var tokenFile: FilePath?
    /// In PEM, the certificate that clients are shown, then those that lead to its CA.
    package var certificate: FilePath?
    /// In PEM, without a passphrase.
    package var key: FilePath?
    /// In PEM, the CAs that clients' certificates may come from.
    package var clientCA: FilePath?

    package init() {}
}

/// Where a server listens.
package enum ListenAddress: Hashable, Sendable {
    /// An address literal without brackets, so that no resolver decides where the port is open. Port 0 is one that the
    /// kernel chooses.
    case loopback(host: String, port: Int)
    /// The same, where other machines may reach it.
    case network(host: String, port: Int)
    case unix(FilePath)

    /// Reads `127.0.0.1:9400`, `[::1]:9400`, `0.0.0.0:9400` and `unix:/run/apus/apusd.sock`.
    package init?(_ text: String) {
        if text.hasPrefix("unix:") {
            guard let path = AbsolutePath(String(text.dropFirst("unix:".utf8.count)))?.path,
                path.string.utf8.count <= Self.longestSocketPath
            else { return nil }
            self = .unix(path)
            return
        }
        guard let authority = try? Authority(text[...]), authority.isAddress, let port = authority.port
        else { return nil }
        let (host, number) = (authority.name, Int(port))
        self = authority.isLoopback ? .loopback(host: host, port: number) : .network(host: host, port: number)
    }

    package var isLoopback: Bool {
        guard case .loopback = self else { return false }
        return true
    }

    /// `sun_path` of unix(7) has 108 bytes, the last of which ends the text.
    private static let longestSocketPath = 107
}

extension ListenAddress: LosslessStringConvertible {
    package var description: String {
        switch self {
        case .loopback(let host, let port), .network(let host, let port):
            host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
