import Synchronization

/// A clock on which a test says how long a sleep takes.
final class ScriptedClock: Clock {
    typealias Duration = Swift.Duration

    private let script: @Sendable (Duration) async throws -> Void
    private let slept = Mutex<[Duration]>([])

    init(_ script: @Sendable @escaping (Duration) async throws -> Void) { self.script = script }

    /// Short sleeps are as ever; those of a minute are over at once.
    static func hasty() -> ScriptedClock {
        ScriptedClock { duration in
            if duration < .seconds(50) { try await Task.sleep(for: duration) } else { await Task.yield() }
        }
    }

    /// How many sleeps of about a minute there were.
    var minutes: Int { slept.withLock { $0.count { $0 > .seconds(50) } } }

    let minimumResolution = Duration.zero
    var now: ContinuousClock.Instant { ContinuousClock.now }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        let duration = now.duration(to: deadline)
        slept.withLock { $0.append(duration) }
        try await script(duration)
        try Task.checkCancellation()
    }
}
