package import AgentLoop
private import Delivery
private import Synchronization

/// Counts what happens to the agent, for Prometheus and for those who ask whether the agent is well.
///
/// It is not made on swift-metrics: that is an interface to a choice of back ends, and here is one reader, who gets the
/// text below. Counting directly keeps out both the interface and a back end that would hold the same numbers again.
package final class Telemetry: Sendable {
    private let version: String
    private let now: @Sendable () -> ContinuousClock.Instant
    /// Seconds since 1970.
    private let time: @Sendable () -> Double
    private let process: @Sendable () -> ProcessFacts
    private let record: Mutex<AgentRecord>

    package init<C: Clock>(
        version: String, clock: C = ContinuousClock(), time: @escaping @Sendable () -> Double = { UnixTime.now },
        process: @escaping @Sendable () -> ProcessFacts = ProcessFacts.current
    ) where C.Instant == ContinuousClock.Instant {
        self.version = version
        now = { clock.now }
        self.time = time
        self.process = process
        record = Mutex(AgentRecord(lastTurn: clock.now))
    }
}

extension Telemetry: AgentObserver {
    package func observe(_ event: AgentEvent) {
        let (now, time) = (now(), time())
        record.withLock { $0.count(event, at: now, time) }
    }
}

// What others ask.
extension Telemetry {
    /// How long ago the loop turned, or the agent started where it has not yet.
    package var timeSinceTurn: Duration { record.withLock(\.lastTurn).duration(to: now()) }

    /// How long the agent's loop may take to turn before it counts as stuck.
    package var longestTurn: Duration { record.withLock(\.longestTurn) }

    /// The reason is empty when the agent is ready.
    package var readiness: (isReady: Bool, reason: String) {
        let unreadiness = record.withLock(\.unreadiness)
        return (unreadiness == nil, unreadiness ?? "")
    }

    /// All metrics in Prometheus' text format 0.0.4.
    package var text: String {
        // Nothing of the kernel is read under the lock, which the loop may be waiting for.
        let families = record.withLock(\.self).families(now: now())
        let build = MetricFamily(
            "apus_build_info", .gauge, "1, with the version of the agent.", [MetricSample(1, ["version": version])])
        return ([build] + families + process().families).map(\.text).joined()
    }
}
