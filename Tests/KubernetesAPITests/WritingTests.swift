import Delivery
import Documents
import FakeAPIServer
import Hardware
import ResourceSlices
import SinkContract
import Testing
import TestSupport

@testable import KubernetesAPI

@Suite("Writing to a cluster", .timeLimit(.minutes(2)))
struct WritingTests {
    @Test func `does not happen where nothing changed, though the agent is new`() async throws {
        let fixture = try await ClusterFixture()
        try await fixture.sink().publish(.devices(200))
        let writes = fixture.cluster.writes
        try await fixture.sink().publish(.devices(200))
        #expect(fixture.cluster.writes == writes)
        try await fixture.server.stop()
    }

    @Test func `is one request where one device changed`() async throws {
        let fixture = try await ClusterFixture()
        let sink = fixture.sink()
        try await sink.publish(.devices(200))
        let writes = fixture.cluster.writes
        try await sink.publish(SlicePublication(Inventory.devices(200).with(serial: "new", at: 150), .sample))
        #expect(fixture.cluster.writes == writes + 1)
        #expect(Set(fixture.cluster.slices.map(\.pool.generation)) == [1])
        try await fixture.server.stop()
    }

    @Test func `leaves what is there while no device is ready`() async throws {
        let fixture = try await ClusterFixture()
        let sink = fixture.sink()
        try await sink.publish(.devices(2))
        try await sink.publish(SlicePublication(.pending, .sample))
        #expect(fixture.cluster.slices.first?.contentNames.count == 2)
        try await fixture.server.stop()
    }

    @Test(arguments: [Fault.lostAnswer, .cutAnswer, .cut, .status(409)], ["POST", "PUT", "DELETE"])
    func `happens once, whatever becomes of an answer`(fault: Fault, method: String) async throws {
        let fixture = try await ClusterFixture()
        try await fixture.sink().publish(.devices(200))
        let countdown = Countdown(1)
        fixture.cluster.change { $0.fault = { $0.method == method && countdown.isReached() ? fault : nil } }
        let sink = fixture.sink()
        for count in [1, 140] { try await sink.publish(.devices(count)) }
        #expect(countdown.count == 0)
        #expect(fixture.poolFaults == [])
        #expect(fixture.cluster.slices.flatMap(\.contentNames).count == 140)
        try await fixture.server.stop()
    }

    @Test(
        arguments: [
            (Fault.status(403), SinkFailure.throttled("", retryAfter: .seconds(30))),
            (.status(429, retryAfter: 7), .throttled("", retryAfter: .seconds(7))),
            (.status(429), .throttled("", retryAfter: .seconds(1))),
            (.status(503, retryAfter: 3), .throttled("", retryAfter: .seconds(3))),
            (.status(500), .unavailable("")), (.status(422), .rejected("")), (.status(400), .rejected("")),
            (.status(401), .unavailable("")),
        ])
    func `fails in the way that the server's answer asks for`(fault: Fault, failure: SinkFailure) async throws {
        let fixture = try await ClusterFixture()
        fixture.cluster.change { $0.fault = { $0.method == "POST" ? fault : nil } }
        let thrown = await #expect(throws: SinkFailure.self) { try await fixture.sink().publish(.devices(1)) }
        #expect(thrown?.kind == failure.kind)
        #expect(thrown?.description.last.map { ".?".contains($0) } == true)
        try await fixture.server.stop()
    }

    @Test func `names the field that the server finds fault with`() async throws {
        let fixture = try await ClusterFixture()
        fixture.cluster.change { $0.minor = 20 }
        let renderer = try SliceRenderer(
            driver: DriverName("d.example.com"), nodeName: NodeName("node1"), dialect: SliceDialect(), policy: .hide)
        let squatter = StoredSlice.object(name: "x", driver: "d.example.com", node: "node1", devices: [])
        fixture.cluster.put("x", squatter)
        fixture.cluster.change { state in
            state.fault = { $0.method == "PUT" ? .status(422) : nil }
        }
        let thrown = await #expect(throws: SinkFailure.self) {
            try await fixture.sink().publish(SlicePublication(.devices(1), renderer))
        }
        #expect(thrown?.kind == SinkFailure.rejected("").kind)
        try await fixture.server.stop()
    }

    @Test func `is given up for now where others change the slices each time`() async throws {
        let fixture = try await ClusterFixture()
        fixture.cluster.change { $0.fault = { $0.method == "POST" ? .status(409) : nil } }
        let thrown = await #expect(throws: SinkFailure.self) { try await fixture.sink().publish(.devices(1)) }
        #expect(thrown?.kind == SinkFailure.unavailable("").kind)
        #expect(
            fixture.cluster.with { $0.requests }.filter { $0.hasPrefix("GET /apis/resource.k8s.io/v1/") }.count == 6)
        try await fixture.server.stop()
    }

    @Test func `takes another name where a stranger has ours`() async throws {
        let fixture = try await ClusterFixture()
        let name = try #require(SlicePublication.devices(1).pool.slices.first?.name)
        fixture.cluster.put(
            name, StoredSlice.object(name: name, driver: "other.example.com", node: "node2", devices: ["a"]))
        try await fixture.sink().publish(.devices(1))
        let ours = fixture.cluster.slices.filter { $0.driver == "gpu.apus.dev" }
        #expect(ours.count == 1)
        #expect(ours.first?.name.hasPrefix("00000-gpu.apus.dev-node1-") == true)
        let writes = fixture.cluster.writes
        try await fixture.sink().publish(.devices(1))
        #expect(fixture.cluster.writes == writes)
        try await fixture.server.stop()
    }

    @Test func `reads lists that come in pages`() async throws {
        let fixture = try await ClusterFixture(TestCluster { $0.pageSize = 2 })
        try await fixture.sink().publish(.devices(200))
        let writes = fixture.cluster.writes
        try await fixture.sink().publish(.devices(200))
        #expect(fixture.cluster.writes == writes)
        try await fixture.server.stop()
    }

    @Test func `goes on in a newer version when the server is upgraded`() async throws {
        let fixture = try await ClusterFixture(
            TestCluster {
                $0.minor = 33
                $0.versions = [.v1beta1]
            })
        let sink = fixture.sink()
        try await sink.publish(.devices(3))
        fixture.cluster.change {
            $0.minor = 34
            $0.versions = [.v1]
        }
        try await sink.publish(.devices(4))
        #expect(fixture.cluster.with { $0.requests }.contains { $0.hasPrefix("PUT /apis/resource.k8s.io/v1/") })
        #expect(fixture.cluster.with { $0.unknownFields } == [])
        #expect(fixture.cluster.writes == 2)
        try await fixture.server.stop()
    }

    @Test func `waits for a server that has ResourceSlices`() async throws {
        let fixture = try await ClusterFixture(TestCluster { $0.versions = [] })
        let thrown = await #expect(throws: SinkFailure.self) { try await fixture.sink().publish(.devices(1)) }
        #expect(thrown?.kind == SinkFailure.unavailable("").kind)
        #expect(thrown?.description.contains("DynamicResourceAllocation") == true)
        try await fixture.server.stop()
    }

    @Test func `waits for a node that is not registered yet`() async throws {
        let fixture = try await ClusterFixture(TestCluster { $0.nodes = [:] })
        let sink = fixture.sink()
        let thrown = await #expect(throws: SinkFailure.self) { try await sink.publish(.devices(1)) }
        #expect(thrown?.description.contains("\"node1\"") == true)
        fixture.cluster.change { $0.nodes = ["node1": "late"] }
        try await sink.publish(.devices(1))
        #expect(fixture.cluster.slices.first?.isOwned(by: NodeOwner(name: "node1", uid: "late")) == true)
        try await fixture.server.stop()
    }

    @Test func `gives slices to the new object of a node that came back`() async throws {
        let fixture = try await ClusterFixture()
        let sink = fixture.sink()
        try await sink.publish(.devices(1))
        fixture.cluster.change { $0.nodes = ["node1": "second"] }
        fixture.cluster.wipe()
        try await sink.publish(.devices(1))
        #expect(fixture.cluster.slices.first?.isOwned(by: NodeOwner(name: "node1", uid: "second")) == true)
        try await fixture.server.stop()
    }

    @Test(arguments: [33, 34, 35, 36, 37])
    func `uses shared counters where the server keeps them`(minor: Int) async throws {
        let fixture = try await ClusterFixture(
            TestCluster {
                $0.minor = minor
                $0.versions = [minor == 33 ? .v1beta2 : .v1]
            })
        try await fixture.sink().publish(SlicePublication(.withVirtualFunctions, .sample(policy: .counters)))
        let slices = fixture.cluster.slices
        #expect(slices.flatMap { $0.spec["sharedCounters"]?.elements ?? [] }.count == 1)
        #expect(slices.first?.pool.name == "node1/gpu.apus.dev")
        #expect(slices.flatMap(\.contentNames).filter { $0.hasPrefix("device") }.count == 5)
        #expect(fixture.poolFaults == [])
        #expect(fixture.cluster.with { $0.unknownFields } == [])
        try await fixture.server.stop()
    }

    @Test func `tells the pool as the cluster has it`() async throws {
        let fixture = try await ClusterFixture()
        let sink = fixture.sink()
        try await sink.publish(SlicePublication(.withVirtualFunctions, .sample(policy: .counters)))
        fixture.cluster.change { $0.gates = [] }
        fixture.cluster.wipe()
        try await sink.publish(SlicePublication(.withVirtualFunctions, .sample(policy: .counters)))
        let told = fixture.log.remarks.filter { remark in
            if case .debug = remark { true } else { false }
        }
        #expect(
            told == [
                .debug("The cluster has generation 1 of the pool node1/gpu.apus.dev with 5 devices."),
                .debug("The cluster has generation 1 of the pool node1 with 4 devices."),
            ])
        try await fixture.server.stop()
    }

    @Test func `works for nodes with the longest names`() async throws {
        let labels = [60, 60, 60, 60].map { String(repeating: "n", count: $0) }
        let node = labels.joined(separator: ".")
        let fixture = try await ClusterFixture(TestCluster { $0.nodes = [node: "uid"] })
        try await fixture.sink().publish(
            SlicePublication(.withVirtualFunctions, .sample(node: node, policy: .counters)))
        #expect(fixture.cluster.slices.contains { $0.spec["sharedCounters"] != nil })
        #expect(fixture.poolFaults == [])
        try await fixture.server.stop()
    }

    @Test(arguments: [32, 35])
    func `hides physical functions where the server drops counters, and says so once`(minor: Int) async throws {
        let fixture = try await ClusterFixture(
            TestCluster {
                $0.minor = minor
                $0.versions = [minor == 32 ? .v1beta1 : .v1]
                $0.gates = []
            })
        let publication = SlicePublication(.withVirtualFunctions, .sample(policy: .counters))
        let sink = fixture.sink()
        try await sink.publish(publication)
        let writes = fixture.cluster.writes
        try await sink.publish(publication)
        #expect(fixture.log.notices.filter { $0.contains("DRAPartitionableDevices") }.count == 1)
        try await fixture.sink().publish(publication)
        #expect(fixture.cluster.writes == writes)
        #expect(writes == 1)
        #expect(
            fixture.cluster.slices.flatMap(\.contentNames).sorted()
                == (1...4).map { "device 0000-03-00-\($0)-0x56c0" })
        try await fixture.server.stop()
    }

    @Test func `hides physical functions as soon as the server's answers lack their counters`() async throws {
        let fixture = try await ClusterFixture()
        let publication = SlicePublication(.withVirtualFunctions, .sample(policy: .counters))
        let sink = fixture.sink()
        try await sink.publish(publication)
        fixture.cluster.change { $0.gates = [] }
        fixture.cluster.wipe()
        try await sink.publish(publication)
        #expect(fixture.cluster.slices.flatMap(\.contentNames).count == 4)
        #expect(fixture.poolFaults == [])
        #expect(fixture.log.notices.filter { $0.contains("DRAPartitionableDevices") }.count == 1)
        let writes = fixture.cluster.writes
        try await sink.publish(publication)
        #expect(fixture.cluster.writes == writes)
        try await fixture.server.stop()
    }

    @Test func `is tried again soon where the node authorizer has not heard of a new slice`() async throws {
        let fixture = try await ClusterFixture(TestCluster { $0.isAuthorizerLate = true })
        try fixture.signInAsKubelet()
        let clock = TestClock(.hurrying)
        let sink = fixture.sink(clock: clock)
        try await sink.publish(.devices(1))
        let late = Countdown(1)
        fixture.cluster.change { state in
            state.fault = { [cluster = fixture.cluster] request in
                if request.method == "PUT", !late.isReached() { cluster.authorizerCatchesUp() }
                return nil
            }
        }
        try await sink.publish(.devices(2))
        #expect(fixture.cluster.slices.first?.contentNames.count == 2)
        #expect(clock.sleeps.unread.count == 1)
        #expect(clock.sleeps.unread.allSatisfy { $0 < .seconds(2) })
        try await fixture.server.stop()
    }

    @Test func `is refused for longer where it is not the authorizer's delay`() async throws {
        let fixture = try await ClusterFixture(TestCluster { $0.isAuthorizerLate = true })
        try fixture.signInAsKubelet()
        let sink = fixture.sink(clock: TestClock(.hurrying))
        try await sink.publish(.devices(1))
        let failure = await #expect(throws: SinkFailure.self) { try await sink.publish(.devices(2)) }
        #expect(failure?.kind == .throttled("", retryAfter: .seconds(30)))
        #expect(fixture.cluster.with { $0.requests }.filter { $0.hasPrefix("PUT") }.count == 4)
        try await fixture.server.stop()
    }

    @Test func `looks anew where a page of the list has expired meanwhile`() async throws {
        let fixture = try await ClusterFixture(TestCluster { $0.pageSize = 1 })
        try await fixture.sink().publish(.devices(200))
        let writes = fixture.cluster.writes
        let countdown = Countdown(1)
        fixture.cluster.change {
            $0.fault = { $0.query["continue"] != nil && countdown.isReached() ? .status(410) : nil }
        }
        try await fixture.sink().publish(.devices(200))
        #expect(countdown.count == 0)
        #expect(fixture.cluster.writes == writes)
        try await fixture.server.stop()
    }

    @Test func `waits for a server that is slow`() async throws {
        let fixture = try await ClusterFixture()
        fixture.cluster.change { $0.fault = { _ in .late(.milliseconds(20)) } }
        let sink = fixture.sink()
        for count in [1, 200] { try await sink.publish(.devices(count)) }
        #expect(fixture.poolFaults == [])
        try await fixture.server.stop()
    }
}
