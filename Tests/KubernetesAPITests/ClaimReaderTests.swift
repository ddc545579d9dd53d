import Delivery
import Documents
import FakeAPIServer
import ResourceSlices
import SystemPackage
import TestSupport
import Testing

@testable import KubernetesAPI

@Suite("A claim in the cluster", .timeLimit(.minutes(2))) struct ClaimReaderTests {
    private let fixture: ClusterFixture
    private let claim: JSONValue = [
        "kind": "ResourceClaim", "metadata": ["name": "gpu", "namespace": "team", "uid": "1f0c"],
        "status": ["allocation": ["devices": [:]]],
    ]

    init() async throws {
        fixture = try await ClusterFixture()
        fixture.cluster.change { [claim] in $0.claims["team/gpu"] = claim }
    }

    private var reader: ClaimReader { reader(by: ContinuousClock()) }

    private func reader(by clock: any Clock<Duration>) -> ClaimReader {
        ClaimReader(
            settings: KubernetesSinkSettings(kubeconfig: fixture.kubeconfig, requestsPerSecond: 1, requestBurst: 5),
            report: { [log = fixture.log] in log.add($0) }, clock: clock, transport: ClusterFixture.transport)
    }

    private func failure(_ reader: ClaimReader, name: String = "gpu") async -> ClaimReadingError? {
        await #expect(throws: ClaimReadingError.self) { try await reader.claim(namespace: "team", name: name) }
    }

    @Test(arguments: [[.v1], [.v1beta2], [.v1beta1], [.v1beta1, .v1]] as [[APIVersion]])
    func `is read by the best version that the server has`(versions: [APIVersion]) async throws {
        fixture.cluster.change { $0.versions = versions }
        let read = try await reader.claim(namespace: "team", name: "gpu")
        #expect(read["metadata"] == claim["metadata"])
        #expect(read["apiVersion"]?.text == versions.last?.groupVersion)
        try await fixture.server.stop()
    }

    @Test func `is missing where there is none, and that is asked for each time`() async throws {
        let reader = reader
        #expect(await failure(reader, name: "other") == .missing)
        fixture.cluster.change { [claim] in $0.claims["team/other"] = claim }
        #expect(try await reader.claim(namespace: "team", name: "other")["kind"] == "ResourceClaim")
        try await fixture.server.stop()
    }

    @Test func `is found again on a server that was upgraded`() async throws {
        fixture.cluster.change { $0.versions = [.v1beta1] }
        let reader = reader
        _ = try await reader.claim(namespace: "team", name: "gpu")
        fixture.cluster.change { $0.versions = [.v1] }
        #expect(try await reader.claim(namespace: "team", name: "gpu")["kind"] == "ResourceClaim")
        try await fixture.server.stop()
    }

    @Test func `of another pod's node is refused with advice for a kubelet's identity`() async throws {
        try fixture.signInAsKubelet()
        let reader = reader
        guard case .withheld(let sentence)? = await failure(reader) else {
            Issue.record("It is not said to be withheld.")
            return
        }
        #expect(sentence.contains("may read the claims of pods on its own node alone: is this node called node1"))
        // The server says the same of one that is gone.
        guard case .withheld? = await failure(reader, name: "gone") else {
            Issue.record("A claim that is gone is not said to be withheld.")
            return
        }
        fixture.cluster.change { $0.claimsByNode["node1"] = ["team/gpu"] }
        #expect(try await reader.claim(namespace: "team", name: "gpu")["kind"] == "ResourceClaim")
        try await fixture.server.stop()
    }

    @Test func `is read again with credentials that were replaced`() async throws {
        let reader = reader
        _ = try await reader.claim(namespace: "team", name: "gpu")
        fixture.cluster.change { $0.users = ["new-token": "admin"] }
        #expect("\(String(describing: await failure(reader)))".contains("does not know our credentials (401)"))
        try fixture.writeKubeconfig(user: "{token: new-token}")
        #expect(try await reader.claim(namespace: "team", name: "gpu")["kind"] == "ResourceClaim")
        try await fixture.server.stop()
    }

    @Test func `is read with the credentials of a second ago, and not with older ones`() async throws {
        let clock = TestClock()
        let reader = reader(by: clock)
        _ = try await reader.claim(namespace: "team", name: "gpu")
        fixture.directory.remove("kubeconfig")
        _ = try await reader.claim(namespace: "team", name: "gpu")
        clock.advance(by: .seconds(1))
        #expect("\(String(describing: await failure(reader)))".contains("\(fixture.kubeconfig)"))
        try await fixture.server.stop()
    }

    @Test func `is not read where nobody answers, which is one sentence`() async throws {
        try await fixture.server.stop()
        guard case .failed(let sentence)? = await failure(reader) else {
            Issue.record("There is no sentence.")
            return
        }
        #expect(sentence.contains("https://127.0.0.1:"))
        #expect(sentence.hasSuffix("."))
    }

    @Test func `is one of many that are read at once, beyond the limit of requests, and the server is learned once`()
        async throws
    {
        let reader = reader
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { _ = try await reader.claim(namespace: "team", name: "gpu") } }
            try await group.waitForAll()
        }
        let requests = fixture.cluster.with { $0.requests }
        #expect(requests.count { $0.hasSuffix("resourceclaims/gpu") } == 50)
        #expect(requests.count { $0 == "GET /version" } == 1)
        try await fixture.server.stop()
    }
}
