import Synchronization

/// A clock on which a test says how long a sleep takes.
final class ScriptedClock: Clock {
    typealias Duration = Swift.Duration

    private let script: @Sendable (Duration) async throws -> Void
    private let slept = Mutex<[Duration]>([])

    init(_ script: @Sendable @escaping (Duration) async throws -> Void) { self.script = script }

    /// Limits of a request do not run out; sleeps of a minute are over at once.
    static func hasty() -> ScriptedClock {
        ScriptedClock { duration in
            guard duration < .seconds(50) else { return await Task.yield() }
            // Ends with its task alone.
            for await _ in AsyncStream<Never>.makeStream().stream {}
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
