private import Glibc

/// Reads access anew for each use and keeps what a plugin gave until it expires.
struct Credentials {
    let source: AccessSource
    private var plugin: ExecPlugin?
    private var credential: ExecCredential?
    /// Plugins are asked again so long before what they gave expires.
    private static let margin = 60

    init(_ source: AccessSource) { self.source = source }

    mutating func access() async throws(AccessError) -> ClusterAccess {
        var (access, plugin) = try source.read()
        guard let plugin else { return access }
        let isFresh = credential?.expiration.map { $0 - Self.margin > time(nil) } ?? true
        if credential == nil || !isFresh || plugin != self.plugin {
            credential = try await plugin.credential(for: access)
            self.plugin = plugin
        }
        access.token = credential?.token ?? access.token
        access.identity = credential?.identity ?? access.identity
        return access
    }

    /// The server refused what the plugin gave.
    mutating func forget() { credential = nil }
}
