package import Hardware
package import Sinks
private import Synchronization

/// What the agent's parts say of themselves, for Prometheus and for those who ask whether the agent is well.
///
/// It is not made on swift-metrics: that is an interface to a choice of back ends, and here is one reader, who gets the
/// text below. Counting directly keeps out both the interface and a back end that would hold the same numbers again.
package final class Telemetry: Sendable {
    private let version: String
    private let now: @Sendable () -> ContinuousClock.Instant
    private let process: @Sendable () -> ProcessFacts
    private let record: Mutex<AgentRecord>

    package init(
        version: String, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        process: @escaping @Sendable () -> ProcessFacts = ProcessFacts.current
    ) {
        self.version = version
        self.now = now
        self.process = process
        record = Mutex(AgentRecord(lastTurn: now()))
    }
}

// What the agent tells.
extension Telemetry {
    /// Something gave a reason to look again: a subsystem of the kernel, or `directory`, `resync`, `sighup`, `sink`,
    /// `pending`.
    package func noticed(_ source: String) { record.withLock { $0.events.count(source) } }

    /// The kernel had more events than there was room for.
    package func overran(_ times: Int = 1) { record.withLock { $0.overruns += times } }

    package func surveyed(_ inventory: Inventory, in duration: Duration) {
        let devices = DeviceCounts(inventory)
        record.withLock { record in
            record.surveys += 1
            record.surveyDurations.observe(duration)
            record.devices = devices
            record.omissions = inventory.omissions.count
        }
    }

    /// Nothing is known of the host by this look; what the one before it found stays.
    package func surveyFailed(in duration: Duration) {
        record.withLock { record in
            record.failedSurveys += 1
            record.surveyDurations.observe(duration)
        }
    }

    /// A CDI file was written: once for each file.
    package func wroteSpecs() { record.withLock { $0.specWrites += 1 } }

    /// A CDI file was removed: once for each file.
    package func removedSpecs() { record.withLock { $0.specRemovals += 1 } }

    package func specsFailed() { record.withLock { $0.specFailures += 1 } }

    /// The pool that is announced now, in place of any other.
    package func announced(generation: Int64, pool: String) { record.withLock { $0.pool = (pool, generation) } }

    package func sink(_ name: String, _ status: SinkStatus) { record.withLock { $0.sinks[name] = status } }

    /// The configuration has no such sink any more.
    package func forgetSink(_ name: String) { record.withLock { _ = $0.sinks.removeValue(forKey: name) } }

    package func reloaded(ok: Bool) {
        record.withLock { record in
            if ok { record.reloads += 1 } else { record.failedReloads += 1 }
        }
    }

    /// From now on a loop that does not turn for longer is stuck.
    package func expectTurns(within limit: Duration) { record.withLock { $0.longestTurn = limit } }

    /// The agent's loop is alive.
    package func loopTurned() {
        let turn = now()
        record.withLock { $0.lastTurn = turn }
    }

    package func becameReady() { record.withLock { $0.unreadiness = nil } }

    /// The reason is a sentence.
    package func becameUnready(because reason: String) { record.withLock { $0.unreadiness = reason } }
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
