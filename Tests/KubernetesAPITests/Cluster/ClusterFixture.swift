import Delivery
import Documents
import FakeAPIServer
import ResourceSlices
import SinkContract
import Synchronization
import SystemPackage
import Testing
import TestSupport

@testable import KubernetesAPI

/// A server with a kubeconfig that leads to it, and sinks that use it.
struct ClusterFixture {
    let cluster: TestCluster
    let server: APIServer
    let directory: TemporaryDirectory
    let log = RemarkLog()

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

    static let transport: @Sendable (ClusterAccess) throws(AccessError) -> any APITransport = {
        access throws(AccessError) in try HTTPTransport(access, version: "test")
    }

    func sink(
        burst: Int = 10_000, environment: [String: String] = [:], clock: any Clock<Duration> = ContinuousClock()
    ) -> KubernetesSink {
        let log = log
        return KubernetesSink(
            settings: KubernetesSinkSettings(
                kubeconfig: kubeconfig, startSpread: .zero, requestBurst: burst),
            environment: environment,
            report: { log.add($0) }, clock: clock, transport: Self.transport)
    }

    static let slicesPath = "GET /apis/resource.k8s.io/v1/resourceslices"

    /// Publishes, and again whenever the watch asks for it, while the body runs; then the server stops.
    func watching(
        _ sink: KubernetesSink, _ publication: SlicePublication = .devices(130), _ body: () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (alarms, alarm) = AsyncStream.makeStream(of: Void.self)
            try await sink.publish(publication)
            group.addTask { await sink.watch { if $0 == .changedOutside { alarm.yield() } } }
            group.addTask {
                for await _ in alarms {
                    do { try await sink.publish(publication) } catch { if !Task.isCancelled { throw error } }
                }
            }
            await cluster.next("\(Self.slicesPath) watch")
            try await body()
            group.cancelAll()
            await #expect(throws: Never.self) { while let _ = try await group.next() {} }
        }
        try await server.stop()
    }

    /// Waits until something is so, which is looked at after each request; ends where the test's time is over.
    func until(_ isSo: () -> Bool) async { while !isSo(), !Task.isCancelled { await cluster.next("") } }

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

/// What a sink said.
final class RemarkLog: Sendable {
    private let stored = Mutex<[ClusterRemark]>([])

    func add(_ remark: ClusterRemark) { stored.withLock { $0.append(remark) } }

    var remarks: [ClusterRemark] { stored.withLock(\.self) }

    var notices: [String] {
        remarks.compactMap { remark in
            if case .notice(let line) = remark { line } else { nil }
        }
    }

    var infos: [String] {
        remarks.compactMap { remark in
            if case .info(let line) = remark { line } else { nil }
        }
    }
}
