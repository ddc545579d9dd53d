package import HTTPExchange
package import SystemPackage

/// Why there is no way to a cluster's API server.
package enum AccessError: Error, Hashable, Sendable {
    case noConfiguration(tried: [FilePath])
    case credential(CredentialFault)
    case malformed(FilePath, String)
    case noContext(String?, FilePath, known: [String])
    case missing(String, named: String, FilePath)
    case noServer(cluster: String, FilePath)
    case badServer(String, FilePath)
    case plainHTTP(String, FilePath)
    case insecure(cluster: String, FilePath)
    case badBase64(String, FilePath)
    case unsupportedUser(String, user: String, FilePath)
    case badProxy(String, FilePath)
    case notInCluster(String)
    case plugin(String, String)
    case noNodeName(String?)
}

extension AccessError {
    /// Does what fails only for a credential.
    static func reading<Value>(_ work: () throws(CredentialFault) -> Value) throws(AccessError) -> Value {
        do { return try work() } catch { throw .credential(error) }
    }
}

extension AccessError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noConfiguration(let tried):
            """
            No kubeconfig was found: \(tried.map(\.string).joined(separator: ", ")) are not there, KUBECONFIG is not \
            set, and this is not a pod. Name a file, for example that of this node's kubelet.
            """
        case .credential(let fault): fault.description
        case .malformed(let path, let reason): "The kubeconfig \(path) cannot be understood: \(reason)"
        case .noContext(nil, let path, let known):
            """
            The kubeconfig \(path) does not say which context is current. Set current-context there, or name one of: \
            \(known.joined(separator: ", ")).
            """
        case .noContext(let name?, let path, let known):
            "The kubeconfig \(path) has no context \"\(name)\"; it has: \(known.joined(separator: ", "))."
        case .missing(let kind, let name, let path): "The kubeconfig \(path) has no \(kind) \"\(name)\"."
        case .noServer(let cluster, let path):
            "The cluster \"\(cluster)\" in the kubeconfig \(path) has no server; give it the API server's https:// URL."
        case .badServer(let server, let path):
            "The server \"\(Excerpt(server).text)\" in the kubeconfig \(path) is no URL like https://10.0.0.1:6443."
        case .plainHTTP(let server, let path):
            "The server \(Excerpt(server).text) in the kubeconfig \(path) would get this node's credentials without encryption; use https."
        case .insecure(let cluster, let path):
            """
            The cluster "\(cluster)" in the kubeconfig \(path) has insecure-skip-tls-verify set. Certificates are always \
            verified here: remove it and give the cluster's certificate-authority, or its tls-server-name.
            """
        case .badBase64(let field, let path): "The field \(field) in the kubeconfig \(path) is not base64."
        case .unsupportedUser(let field, let user, let path):
            """
            The user "\(user)" in the kubeconfig \(path) signs in with \(field), which is not supported; use a client \
            certificate, a token, a token file or an exec plugin.
            """
        case .badProxy(let proxy, let path):
            "The proxy-url \"\(Excerpt(proxy).text)\" in the kubeconfig \(path) is neither http://HOST:PORT nor socks5://HOST:PORT."
        case .notInCluster(let reason): "This is no pod that can reach its cluster: \(reason)"
        case .plugin(let command, let reason): "The credential plugin \(command) gave no credentials: \(reason)"
        case .noNodeName(let why):
            """
            This node's name in the cluster is not known\(why.map { ": \($0)" } ?? ""). Set it in the configuration or in \
            the environment variable NODE_NAME; "kubectl get nodes" lists the names.
            """
        }
    }
}
