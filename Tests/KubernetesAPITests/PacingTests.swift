import SinkContract
import Sinks
import Synchronization
import TestSupport
import Testing

@testable import KubernetesAPI

/// A clock on which every wait is over at once; it keeps what was waited for.
private struct InstantClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    final class State: Sendable {
        let waits = Mutex<[Duration]>([])
        let now = Mutex(Duration.zero)
    }

    let state = State()
    var now: Instant { Instant(offset: state.now.withLock(\.self)) }
    var minimumResolution: Duration { .nanoseconds(1) }
    var waits: [Duration] { state.waits.withLock(\.self) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let wait = deadline.offset - now.offset
        state.waits.withLock { $0.append(wait) }
        state.now.withLock { $0 = max($0, deadline.offset) }
    }
}

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
            let clock = InstantClock()
            let sink = KubernetesSink(
                settings: KubernetesSinkSettings(
                    kubeconfig: fixture.kubeconfig, startSpread: .seconds(60), environment: [:]), report: { _ in },
                clock: clock)
            try await sink.publish(.devices(1))
            try await sink.publish(.devices(1))
            #expect(clock.waits.count == 1)
            firsts += clock.waits.prefix(1)
        }
        #expect(firsts.allSatisfy { (Duration.zero..<Duration.seconds(60)).contains($0) })
        #expect(Set(firsts).count == 8)
        try await fixture.server.stop()
    }

    @Test func `is kept by an agent with many slices`() async throws {
        let fixture = try await ClusterFixture()
        let clock = InstantClock()
        let sink = KubernetesSink(
            settings: KubernetesSinkSettings(
                kubeconfig: fixture.kubeconfig, startSpread: .zero, requestsPerSecond: 10, requestBurst: 1,
                environment: [:]), report: { _ in }, clock: clock)
        try await sink.publish(.devices(200))
        // Negotiation, node and list, and a request for each slice; the first of all is free.
        #expect(clock.waits.count == 2 + fixture.cluster.slices.count)
        #expect(clock.waits.allSatisfy { $0 > .zero && $0 <= .milliseconds(100) })
        try await fixture.server.stop()
    }
}
