private import Glibc
internal import HTTPExchange

/// Reads access anew for each use and keeps what a plugin gave until it expires.
struct ClusterCredentials {
    private let reader: CredentialReader
    private let read: @Sendable () throws(AccessError) -> (access: ClusterAccess, plugin: ExecPlugin?)
    private var plugin: ExecPlugin?
    private var credential: ExecCredential?
    /// Plugins are asked again so long before what they gave expires.
    private static let margin = 60

    init(
        _ reader: CredentialReader, from source: @escaping @Sendable () throws(AccessError) -> AccessSource
    ) {
        self.reader = reader
        // Even to find out which file is there may take long.
        read = { () throws(AccessError) in try source().read() }
    }

    mutating func access() async throws(AccessError) -> ClusterAccess {
        let read = read
        var (access, plugin) = try await reader.read(orElse: { AccessError.credential($0) }, read)
        guard let plugin else { return access }
        let isFresh = credential?.expiration.map { $0 - Self.margin > time(nil) } ?? true
        if credential == nil || !isFresh || plugin != self.plugin {
            credential = try await plugin.credential(for: access)
            self.plugin = plugin
        }
        access.token = credential?.token ?? access.token
        access.tls.client = credential?.client ?? access.tls.client
        return access
    }

    /// The server refused what the plugin gave.
    mutating func forget() { credential = nil }
}
