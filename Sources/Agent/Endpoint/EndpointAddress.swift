package import SystemPackage

/// Where the endpoint listens.
package enum EndpointAddress: Hashable, Sendable, CustomStringConvertible {
    /// Port 0 is one that the kernel chooses.
    case loopback(host: String, port: Int)
    /// Where other machines may reach it.
    case network(host: String, port: Int)
    case unix(FilePath)

    package var description: String {
        switch self {
        case .loopback(let host, let port), .network(let host, let port):
            host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): path.string
        }
    }

    var isLoopback: Bool {
        guard case .loopback = self else { return false }
        return true
    }
}
