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

/// Lets so many pass at once and then so many a second.
struct TokenBucket {
    private let capacity: Double
    private let perSecond: Double
    private var tokens: Double
    private var filled: Duration

    init(capacity: Int, perSecond: Double, now: Duration) {
        self.capacity = Double(capacity)
        self.perSecond = perSecond
        tokens = Double(capacity)
        filled = now
    }

    /// Takes a token, in advance where there is none.
    ///
    /// - Returns: How long to wait before doing what it was taken for.
    mutating func take(now: Duration) -> Duration {
        tokens = min(capacity, tokens + (now - filled) / .seconds(1) * perSecond)
        filled = now
        tokens -= 1
        return tokens >= 0 ? .zero : .seconds(-tokens / perSecond)
    }
}
