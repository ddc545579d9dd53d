import Delivery
import FakeAPIServer
import SinkContract
import Testing
import TestSupport

@testable import KubernetesAPI

@Suite("The pace of requests", .timeLimit(.minutes(2)))
struct PacingTests {
    @Test func `is a burst and then so many a second`() {
        var bucket = TokenBucket(capacity: 3, perSecond: 2, now: .zero)
        let first = (0..<5).map { _ in bucket.take(now: .zero) }
        #expect(first == [.zero, .zero, .zero, .milliseconds(500), .seconds(1)])
        let later = (0..<4).map { _ in bucket.take(now: .seconds(100)) }
        #expect(later == [.zero, .zero, .zero, .milliseconds(500)])
    }

    @Test func `begins at a random time, so that agents that start together do not ask together`() async throws {
        let fixture = try await ClusterFixture()
        var firsts: [Duration] = []
        for _ in 0..<8 {
            let clock = TestClock(.hurrying)
            let sink = KubernetesSink(
                settings: KubernetesSinkSettings(
                    kubeconfig: fixture.kubeconfig, startSpread: .seconds(60)), report: { _ in },
                clock: clock, transport: ClusterFixture.transport)
            try await sink.publish(.devices(1))
            try await sink.publish(.devices(1))
            #expect(clock.sleeps.unread.count == 1)
            firsts += clock.sleeps.unread.prefix(1)
        }
        #expect(firsts.allSatisfy { (Duration.zero..<Duration.seconds(60)).contains($0) })
        #expect(Set(firsts).count == 8)
        try await fixture.server.stop()
    }

    /// While a pool is incomplete, no pod of the cluster that asks for all devices can be placed on the node.
    @Test func `lets a node with hundreds of devices write its pool in one go, and each change of it`() async throws {
        let fixture = try await ClusterFixture()
        let clock = TestClock(.hurrying)
        let sink = KubernetesSink(
            settings: KubernetesSinkSettings(kubeconfig: fixture.kubeconfig, startSpread: .zero), report: { _ in },
            clock: clock, transport: ClusterFixture.transport)
        for count in [650, 500, 1000] { try await sink.publish(.devices(count)) }
        #expect(fixture.cluster.slices.count > 7)
        #expect(clock.sleeps.unread.isEmpty)
        try await fixture.server.stop()
    }

    @Test func `is kept by an agent with many slices`() async throws {
        let fixture = try await ClusterFixture()
        let clock = TestClock(.hurrying)
        let sink = KubernetesSink(
            settings: KubernetesSinkSettings(
                kubeconfig: fixture.kubeconfig, startSpread: .zero, requestsPerSecond: 10, requestBurst: 1),
            report: { _ in }, clock: clock, transport: ClusterFixture.transport)
        try await sink.publish(.devices(200))
        // Negotiation, node and list, and a request for each slice; the first of all is free.
        #expect(clock.sleeps.unread.count == 2 + fixture.cluster.slices.count)
        #expect(clock.sleeps.unread.allSatisfy { $0 > .zero && $0 <= .milliseconds(100) })
        try await fixture.server.stop()
    }
}
