import Documents
import FakeAPIServer
import Sinks
import Synchronization
import SystemPackage
import TestSupport

@testable import KubernetesAPI

/// A server with a kubeconfig that leads to it, and sinks that use it.
struct ClusterFixture {
    let cluster: TestCluster
    let server: APIServer
    let directory: TemporaryDirectory
    let log = Log()

    final class Log: Sendable {
        private let stored = Mutex<[String]>([])
        var lines: [String] { stored.withLock { $0 } }
        func add(_ line: String) { stored.withLock { $0.append(line) } }
    }

    init(_ cluster: TestCluster = TestCluster()) async throws {
        self.cluster = cluster
        server = try await APIServer(cluster)
        directory = try TemporaryDirectory()
        try writeKubeconfig()
    }

    var kubeconfig: FilePath { FilePath("\(directory.path)/kubeconfig") }

    func writeKubeconfig(
        server url: String? = nil, user: String = "{token: admin-token}", cluster more: String = "",
        authority: String = Certificates.authority
    ) throws {
        try directory.put(authority, at: "ca.crt")
        try directory.put(
            """
            apiVersion: v1
            kind: Config
            current-context: main
            contexts: [{name: main, context: {cluster: here, user: me}}]
            clusters: [{name: here, cluster: {server: "\(url ?? server.url)", certificate-authority: ca.crt\(more)}}]
            users: [{name: me, user: \(user)}]
            """, at: "kubeconfig")
    }

    /// Certificate and key in one file, as kubelets keep them.
    func signInAsKubelet(
        certificate: String = Certificates.node, key: String = Certificates.nodeKey, cluster: String = ""
    ) throws {
        try directory.put(certificate + "\n" + key, at: "pki/current.pem")
        try writeKubeconfig(
            user: "{client-certificate: pki/current.pem, client-key: pki/current.pem}", cluster: cluster)
    }

    func sink(
        burst: Int = 10_000, environment: [String: String] = [:], clock: any Clock<Duration> = ContinuousClock()
    ) -> KubernetesSink {
        let log = log
        return KubernetesSink(
            settings: KubernetesSinkSettings(
                kubeconfig: kubeconfig, startSpread: .zero, requestBurst: burst),
            environment: environment,
            report: { log.add($0) }, clock: clock)
    }

    /// What makes the pool of a driver on a node useless to schedulers; empty for a good one.
    var poolFaults: [String] {
        let slices = cluster.slices
        var faults: [String] = []
        let devices = slices.flatMap { $0.spec["devices"]?.elements.compactMap { $0["name"]?.text } ?? [] }
        if Set(devices).count != devices.count { faults.append("a device is there twice") }
        if Set(slices.map(\.pool)).count > 1 { faults.append("pools differ: \(Set(slices.map(\.pool)))") }
        if let pool = slices.first?.pool, pool.sliceCount != Int64(slices.count) {
            faults.append("\(slices.count) slices of \(pool.sliceCount)")
        }
        return faults
    }
}
