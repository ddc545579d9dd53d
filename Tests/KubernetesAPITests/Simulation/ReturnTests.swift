import Delivery
import FakeAPIServer
import Hardware
import ResourceSlices
import SinkContract
import Testing
import TestSupport

@testable import KubernetesAPI

/// No attempt waits out its back-off where the reason of its failure is over.
@Suite("A change that could not be written", .timeLimit(.minutes(1)))
struct ReturnTests {
    /// The agent asks about every twenty seconds whether the server is there, and spreads what it does then.
    private static let soon = Duration.seconds(26)

    private static func hasDevices(_ count: Int, _ fleet: Fleet) -> Bool {
        fleet.cluster.slices.flatMap(\.contentNames).count == count
    }

    private static func change(_ queues: [SinkQueue], to count: Int) {
        for queue in queues { queue.submit(SlicePublication(.devices(count), .sample(node: "node-0"))) }
    }

    @Test(arguments: 0..<UInt64(fuzzRounds(8)), [false, true])
    func `because the server was away is written soon after it is back`(seed: UInt64, remembers: Bool) async throws {
        let fleet = try Fleet(1)
        try await fleet.run(seed: seed) { queues in
            fleet.time.run(for: .seconds(20))
            fleet.server.goDown()
            Self.change(queues, to: 1)
            fleet.time.run(for: .seconds(900))
            #expect(Self.hasDevices(2, fleet))
            fleet.server.comeBack(remembers: remembers)
            #expect(fleet.time(until: { Self.hasDevices(1, fleet) }, within: Self.soon) != nil)
        }
    }

    @Test(arguments: 0..<UInt64(fuzzRounds(8)))
    func `to a server that has just started and refuses everything yet is written as soon`(seed: UInt64) async throws {
        let fleet = try Fleet(1)
        try await fleet.run(seed: seed) { queues in
            fleet.time.run(for: .seconds(20))
            fleet.server.goDown()
            Self.change(queues, to: 1)
            fleet.time.run(for: .seconds(900))
            fleet.cluster.restart(refusing: 3)
            fleet.server.comeBack(remembers: true)
            #expect(fleet.time(until: { Self.hasDevices(1, fleet) }, within: Self.soon + .seconds(8)) != nil)
        }
    }

    @Test(arguments: 0..<UInt64(fuzzRounds(8)))
    func `to a server that is back and has too much to do is written when it has less`(seed: UInt64) async throws {
        let fleet = try Fleet(1)
        try await fleet.run(seed: seed) { queues in
            fleet.time.run(for: .seconds(20))
            fleet.server.goDown()
            Self.change(queues, to: 1)
            fleet.time.run(for: .seconds(300))
            fleet.cluster.change { $0.fault = { _ in .status(429, retryAfter: 1) } }
            fleet.server.comeBack()
            fleet.time.run(for: .seconds(300))
            #expect(Self.hasDevices(2, fleet))
            fleet.cluster.change { $0.fault = nil }
            #expect(fleet.time(until: { Self.hasDevices(1, fleet) }, within: .seconds(10)) != nil)
        }
    }

    @Test(arguments: 0..<UInt64(fuzzRounds(8)))
    func `because the server was away from the start is written soon after it is there`(seed: UInt64) async throws {
        let fleet = try Fleet(1)
        fleet.server.goDown()
        try await fleet.run(seed: seed) {
            fleet.time.run(for: .seconds(900))
            fleet.server.comeBack()
            #expect(fleet.time(until: { Self.hasDevices(2, fleet) }, within: Self.soon) != nil)
        }
    }

    @Test(arguments: 0..<UInt64(fuzzRounds(8)))
    func `because the node has no object is written soon after it has one`(seed: UInt64) async throws {
        let fleet = try Fleet(1)
        fleet.cluster.change { $0.nodes = [:] }
        try await fleet.run(seed: seed) {
            fleet.time.run(for: .seconds(900))
            fleet.cluster.change { $0.nodes = ["node-0": "late"] }
            #expect(fleet.time(until: { Self.hasDevices(2, fleet) }, within: Self.soon) != nil)
        }
    }

    @Test(arguments: 0..<UInt64(fuzzRounds(8)))
    func `because the API is not served is written soon after it is`(seed: UInt64) async throws {
        let fleet = try Fleet(1)
        try await fleet.run(seed: seed) { queues in
            fleet.time.run(for: .seconds(20))
            fleet.cluster.restart { $0.versions = [] }
            Self.change(queues, to: 1)
            fleet.time.run(for: .seconds(900))
            fleet.cluster.restart { $0.versions = [.v1] }
            #expect(fleet.time(until: { Self.hasDevices(1, fleet) }, within: Self.soon) != nil)
        }
    }

    @Test func `because the server fails is not hurried by its answers to other questions`() async throws {
        let fleet = try Fleet(1)
        fleet.cluster.change { $0.fault = { $0.isWrite ? .status(500) : nil } }
        try await fleet.run {
            fleet.time.run(for: .seconds(3600))
            #expect(fleet.server.curve.total < 200)
        }
    }
}
