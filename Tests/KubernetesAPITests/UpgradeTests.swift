import Delivery
import Documents
import FakeAPIServer
import Hardware
import ResourceSlices
import SinkContract
import Testing
import TestSupport

@testable import KubernetesAPI

@Suite("A server that is upgraded", .timeLimit(.minutes(1)))
struct UpgradeTests {
    private static let counters = SlicePublication(.withVirtualFunctions, .sample(policy: .counters))

    /// How many slices hold counters beside devices, as before 1.35, and how many counters alone, as since then.
    private static func layout(_ fixture: ClusterFixture) -> (combined: Int, split: Int) {
        let holders = fixture.cluster.slices.filter { $0.spec["sharedCounters"] != nil }
        let combined = holders.filter { $0.spec["devices"] != nil }.count
        return (combined, holders.count - combined)
    }

    /// A real one answers so for about a second.
    @Test(arguments: 0...4)
    func `is asked for its release until it answers, though it refuses everything at first`(refusals: Int) async throws
    {
        let fixture = try await ClusterFixture(TestCluster { $0.minor = 34 })
        try await fixture.watching(fixture.sink(clock: TestClock(.hurrying)), Self.counters) {
            #expect(Self.layout(fixture) == (1, 0))
            // Watches that begin before the release is known ask for a short time, which is over here.
            fixture.cluster.change { state in
                state.fault = { request in
                    request.query["timeoutSeconds"].flatMap { Int($0) } ?? .max < 120 ? .cutAnswer : nil
                }
            }
            fixture.cluster.restart(refusing: refusals) { $0.minor = 36 }
            await fixture.until { Self.layout(fixture) == (0, 1) && fixture.poolFaults == [] }
        }
        #expect(fixture.log.notices.contains("ResourceSlices in v1, by the rules of 1.36."))
    }

    @Test func `is asked for its release only when a watch begins`() async throws {
        let fixture = try await ClusterFixture()
        try await fixture.watching(fixture.sink(clock: TestClock(.hurrying))) {
            for _ in 0..<3 {
                fixture.cluster.endWatches()
                await fixture.cluster.next("\(ClusterFixture.slicesPath) watch")
            }
            let asked = fixture.cluster.with { $0.requests }
            #expect(asked.filter { $0 == "GET /version" }.count == 4)
            #expect(asked.filter { $0 == ClusterFixture.slicesPath }.count == 1)
        }
    }

    /// Without a watch, as behind a balancer that leads to old and new servers.
    @Test func `shows it by refusing slices, which makes the agent ask anew`() async throws {
        let fixture = try await ClusterFixture(TestCluster { $0.minor = 34 })
        let sink = fixture.sink()
        try await sink.publish(Self.counters)
        fixture.cluster.change { $0.minor = 36 }
        try await sink.publish(SlicePublication(.cards([0]), .sample(policy: .counters)))
        #expect(Self.layout(fixture) == (0, 1))
        let devices = fixture.cluster.slices.flatMap(\.contentNames).filter { $0.hasPrefix("device") }
        #expect(devices.count == 2)
        #expect(fixture.poolFaults == [])
    }

    @Test func `is asked anew once, where it refuses by the rules of now too`() async throws {
        let fixture = try await ClusterFixture()
        let sink = fixture.sink()
        try await sink.publish(.devices(1))
        fixture.cluster.change { $0.fault = { $0.method == "PUT" ? .status(422) : nil } }
        let failure = await #expect(throws: SinkFailure.self) { try await sink.publish(.devices(2)) }
        #expect(failure?.kind == .rejected(""))
        #expect(fixture.cluster.with { $0.requests }.filter { $0 == "GET /version" }.count == 2)
    }

    @Test func `may have switched on a feature gate in the same release`() async throws {
        let fixture = try await ClusterFixture(TestCluster { $0.gates = [] })
        try await fixture.watching(fixture.sink(clock: TestClock(.hurrying)), Self.counters) {
            #expect(Self.layout(fixture) == (0, 0))
            fixture.cluster.restart { $0.gates = [.partitionableDevices] }
            await fixture.until { fixture.cluster.devices == 5 }
            #expect(Self.layout(fixture) == (0, 1))
        }
    }

    @Test func `may take an API version away and bring it back`() async throws {
        let fixture = try await ClusterFixture(TestCluster { $0.versions = [.v1beta2, .v1] })
        try await fixture.watching(fixture.sink(clock: TestClock(.hurrying)), .devices(1)) {
            fixture.cluster.restart { $0.versions = [.v1beta2] }
            await fixture.cluster.next("GET /apis/resource.k8s.io/v1beta2/resourceslices watch")
            fixture.cluster.restart { $0.versions = [.v1beta2, .v1] }
            await fixture.cluster.next("\(ClusterFixture.slicesPath) watch")
            #expect(fixture.cluster.writes == 1)
        }
    }

    @Test(arguments: [401, 403, 404])
    func `counts as the newest that has its API version while it does not say its release`(status: Int) async throws {
        let fixture = try await ClusterFixture(TestCluster { $0.minor = 34 })
        fixture.cluster.change { $0.fault = { $0.path == ["version"] ? .status(status) : nil } }
        try await fixture.watching(fixture.sink(clock: TestClock(.hurrying)), Self.counters) {
            // By the newest rules a server of 1.34 takes no counters.
            #expect(fixture.cluster.slices.flatMap(\.contentNames).count == 4)
            fixture.cluster.change { $0.fault = nil }
            fixture.cluster.endWatches()
            await fixture.until { fixture.cluster.devices == 5 }
            #expect(Self.layout(fixture) == (1, 0))
        }
    }

    @Test func `is used by the newest rules that are known where it is newer, and that is said once`() async throws {
        let fixture = try await ClusterFixture(TestCluster { $0.minor = 41 })
        let sink = fixture.sink()
        try await sink.publish(Self.counters)
        #expect(Self.layout(fixture) == (0, 1))
        fixture.cluster.change { $0.fault = { $0.method == "PUT" ? .status(422) : nil } }
        let other = SlicePublication(.cards([0]), .sample(policy: .counters))
        await #expect(throws: SinkFailure.self) { try await sink.publish(other) }
        #expect(fixture.log.notices.filter { $0.contains("1.41") }.count == 1)
        #expect(fixture.log.notices.contains("ResourceSlices in v1, by the rules of \(KubernetesVersion.newestKnown)."))
    }
}
