internal import Documents
internal import SystemPackage

extension Kubeconfig.Selection {
    /// Reads all files that it names. What an exec plugin gives is still missing.
    func access() throws(AccessError) -> ClusterAccess {
        guard let text = cluster.text("server") else { throw .noServer(cluster: clusterName, cluster.file) }
        guard !text.lowercased().hasPrefix("http://") else { throw .plainHTTP(text, cluster.file) }
        guard let server = ServerAddress(text) else { throw .badServer(text, cluster.file) }
        guard cluster.node["insecure-skip-tls-verify"]?.boolean != true else {
            throw .insecure(cluster: clusterName, cluster.file)
        }
        return ClusterAccess(
            server: server, serverName: cluster.text("tls-server-name"), proxy: try proxy(),
            authorities: try content(of: cluster, "certificate-authority"), identity: try identity(),
            token: try token(), source: "the kubeconfig \(cluster.file)")
    }

    var plugin: ExecPlugin? {
        guard let user, let node = user.node["exec"], node.mapping != nil else { return nil }
        return ExecPlugin(Kubeconfig.Section(node: node, file: user.file))
    }

    private func proxy() throws(AccessError) -> ClusterAccess.Proxy? {
        guard let text = cluster.text("proxy-url") else { return nil }
        if let http = ServerAddress(text, scheme: "http", defaultPort: 80), http.path.isEmpty {
            return .http(host: http.host, port: http.port)
        }
        if let socks = ServerAddress(text, scheme: "socks5", defaultPort: 1080), socks.path.isEmpty {
            return .socks(host: socks.host, port: socks.port)
        }
        throw .badProxy(text, cluster.file)
    }

    private func identity() throws(AccessError) -> ClusterAccess.Identity? {
        guard let user else { return nil }
        for field in ["auth-provider", "username"] where user.node[field] != nil {
            throw .unsupportedUser(field, user: userName, user.file)
        }
        guard let certificate = try content(of: user, "client-certificate"),
            let key = try content(of: user, "client-key")
        else { return nil }
        return ClusterAccess.Identity(certificate: certificate, key: key)
    }

    private func token() throws(AccessError) -> String? {
        guard let user else { return nil }
        // As in kubectl, a file that can be rotated goes before a text that cannot.
        if let path = user.path("tokenFile") { return try SmallFile.token(path) }
        return user.text("token")
    }

    /// Inline content goes before a file, as in kubectl.
    private func content(of section: Kubeconfig.Section, _ field: String) throws(AccessError) -> [UInt8]? {
        if let inline = section.text("\(field)-data") {
            guard let bytes = Base64.decode(inline) else { throw .badBase64("\(field)-data", section.file) }
            return bytes
        }
        guard let path = section.path(field) else { return nil }
        return try SmallFile.read(path)
    }
}
