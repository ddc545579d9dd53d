import Claims
import Documents
import FakeAPIServer
import ResourceSlices
import SystemPackage
import TestSupport
import Testing

/// An API server, and what a scheduler would do there.
struct Cluster {
    let cluster: TestCluster
    let server: APIServer
    let directory: TemporaryDirectory

    init(minor: Int) async throws {
        cluster = TestCluster {
            $0.minor = minor
            $0.versions = minor >= 34 ? [.v1] : [.v1beta1]
        }
        server = try await APIServer(cluster)
        directory = try TemporaryDirectory()
        try directory.put(Certificates.authority, at: "ca.crt")
        try directory.put(
            """
            apiVersion: v1
            kind: Config
            current-context: main
            contexts: [{name: main, context: {cluster: here, user: me}}]
            clusters: [{name: here, cluster: {server: "\(server.url)", certificate-authority: ca.crt}}]
            users: [{name: me, user: {token: admin-token}}]
            """, at: "kubeconfig")
    }

    var kubeconfig: FilePath { FilePath("\(directory.path)/kubeconfig") }

    /// The devices of all slices.
    var devices: [JSONValue] {
        cluster.with { $0.objects }.values.flatMap { $0["spec"]?["devices"]?.elements ?? [] }
    }

    /// Allocates a device of the slices for a claim, the first or a given one, and enters a pod that may use it.
    func schedule(_ name: String, giving device: String? = nil) throws -> ClaimReference {
        let slice = try #require(cluster.with { $0.objects }.values.first { $0["spec"]?["devices"] != nil }?["spec"])
        let first = slice["devices"]?.elements.first?["name"]
        let result: JSONValue = [
            "request": "main", "driver": slice["driver"] ?? .null, "pool": slice["pool"]?["name"] ?? .null,
            "device": device.map(JSONValue.string) ?? first ?? .null,
        ]
        let claim = ClaimReference(namespace: "team", name: name, uid: "7d1c-\(name)")
        let object: JSONValue = [
            "kind": "ResourceClaim",
            "metadata": ["name": .string(name), "namespace": "team", "uid": .string(claim.uid)],
            "status": [
                "allocation": ["devices": ["results": [result]]],
                "reservedFor": [["resource": "pods", "name": "pod", "uid": "pod-uid"]],
            ],
        ]
        cluster.change { $0.claims["team/\(name)"] = object }
        return claim
    }
}
