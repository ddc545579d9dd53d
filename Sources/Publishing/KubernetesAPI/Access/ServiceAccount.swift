internal import SystemPackage

/// What a cluster gives each of its pods for talking to it.
struct ServiceAccount {
    let directory: FilePath
    let environment: [String: String]

    static let standardDirectory: FilePath = "/var/run/secrets/kubernetes.io/serviceaccount"

    var isThere: Bool {
        environment["KUBERNETES_SERVICE_HOST"] != nil && SmallFile.exists(directory.appending("token"))
    }

    func access() throws(AccessError) -> ClusterAccess {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty else {
            throw .notInCluster("KUBERNETES_SERVICE_HOST is not set.")
        }
        let port = environment["KUBERNETES_SERVICE_PORT"].flatMap { Int($0) } ?? 443
        return ClusterAccess(
            server: ServerAddress(host: host, port: port), serverName: nil, proxy: nil,
            authorities: try SmallFile.read(directory.appending("ca.crt")), identity: nil,
            token: try SmallFile.token(directory.appending("token")), source: "the pod's service account")
    }
}
