private import HTTPExchange
internal import SystemPackage

/// What a cluster gives each of its pods for talking to it.
struct ServiceAccount {
    let directory: FilePath
    let environment: [String: String]

    static let standardDirectory: FilePath = "/var/run/secrets/kubernetes.io/serviceaccount"

    var isThere: Bool {
        environment["KUBERNETES_SERVICE_HOST"] != nil && CredentialFile(directory.appending("token")).exists
    }

    func access() throws(AccessError) -> ClusterAccess {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty else {
            throw .notInCluster("KUBERNETES_SERVICE_HOST is not set.")
        }
        let port = environment["KUBERNETES_SERVICE_PORT"].flatMap { Int($0) } ?? 443
        return try AccessError.reading { () throws(CredentialFault) in
            let authorities = CredentialFile(directory.appending("ca.crt"))
            let token = CredentialFile(directory.appending("token"))
            // In a pod, all files of a service account may be read by all of the pod's users.
            return ClusterAccess(
                server: ServerAddress(host: host, port: port),
                tls: TLSIdentity(
                    authorities: PEMText(try authorities.read().bytes, from: "The file \(authorities.path)")),
                token: try BearerToken(token.read().bytes, from: "The token file \(token.path)"),
                source: "the pod's service account")
        }
    }
}
