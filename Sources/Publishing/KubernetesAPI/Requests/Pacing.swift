/// A clock that can be asked and waited on without naming its type.
struct Pacing: Sendable {
    /// Since some point in the past.
    let now: @Sendable () -> Duration
    /// Ends early, with an error, when the task is cancelled.
    let sleep: @Sendable (Duration) async throws -> Void

    init<C: Clock>(_ clock: C) where C.Duration == Duration {
        let start = clock.now
        now = { start.duration(to: clock.now) }
        sleep = { duration in try await clock.sleep(for: duration) }
    }
}
