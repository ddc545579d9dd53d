internal import Documents
private import FoundationEssentials
internal import HTTPExchange
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
        var access = ClusterAccess(
            server: server, serverName: cluster.text("tls-server-name"), proxy: try proxy(),
            source: "the kubeconfig \(cluster.file)")
        access.tls.authorities = try pem(of: cluster, "certificate-authority", "cluster \"\(clusterName)\"")?.text
        guard let user else { return access }
        for field in ["auth-provider", "username"] where user.node[field] != nil {
            throw .unsupportedUser(field, user: userName, user.file)
        }
        if let certificate = try certificate(), let key = try pem(of: user, "client-key", "user \"\(userName)\"") {
            access.tls.client = TLSIdentity.Client(certificate: certificate, key: key.text)
            if key.isPublic { access.exposed.append(key.file) }
        }
        if let token = try token(of: user) {
            access.token = token.token
            if token.isPublic { access.exposed.append(token.file) }
        }
        return access
    }

    var plugin: ExecPlugin? {
        guard let user, let node = user.node["exec"], node.mapping != nil else { return nil }
        return ExecPlugin(Kubeconfig.Section(node: node, file: user.file, isPublic: user.isPublic))
    }

    /// The certificate alone, whose subject is the user's name.
    func certificate() throws(AccessError) -> PEMText? {
        guard let user else { return nil }
        return try pem(of: user, "client-certificate", "user \"\(userName)\"")?.text
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

    /// As in kubectl, a file that can be rotated goes before a text that cannot.
    private func token(
        of user: Kubeconfig.Section
    ) throws(AccessError) -> (token: BearerToken, file: FilePath, isPublic: Bool)? {
        try AccessError.reading { () throws(CredentialFault) in
            if let path = user.path("tokenFile") {
                let content = try CredentialFile(path).read()
                return (try BearerToken(content.bytes, from: "The token file \(path)"), path, content.isPublic)
            }
            guard let text = user.text("token") else { return nil }
            let source = "The token of the user \"\(userName)\" in the kubeconfig \(user.file)"
            return (try BearerToken(Array(text.utf8), from: source), user.file, user.isPublic)
        }
    }

    /// Inline content goes before a file, as in kubectl.
    private func pem(
        of section: Kubeconfig.Section, _ field: String, _ owner: String
    ) throws(AccessError) -> (text: PEMText, file: FilePath, isPublic: Bool)? {
        if let inline = section.text("\(field)-data") {
            // Some tools break the lines.
            guard let data = Data(base64Encoded: inline.filter { !$0.isWhitespace }) else {
                throw .badBase64("\(field)-data", section.file)
            }
            let source = "The \(field)-data of the \(owner) in the kubeconfig \(section.file)"
            return (PEMText(Array(data), from: source), section.file, section.isPublic)
        }
        guard let path = section.path(field) else { return nil }
        let content = try AccessError.reading { () throws(CredentialFault) in try CredentialFile(path).read() }
        return (PEMText(content.bytes, from: "The file \(path)"), path, content.isPublic)
    }
}
