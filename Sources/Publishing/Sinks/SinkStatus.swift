/// How a sink does, for people and for metrics.
package struct SinkStatus: Hashable, Sendable {
    package enum State: Hashable, Sendable {
        /// What was handed over last has arrived, or nothing was handed over yet.
        case idle
        case publishing
        /// It failed and will be tried again by itself.
        case waiting(because: String)
        /// The other side refused it; the next change of state or a `lookAgain` tries again.
        case rejected(because: String)
    }

    package var state: State = .idle
    /// How many times `publish` was called, succeeded or not.
    package var attempts = 0
    package var failures = 0
    /// Since when the oldest state that has not arrived is waiting; nil while nothing waits.
    package var queuedSince: ContinuousClock.Instant?
    /// Seconds since 1970 of the last success; nil before the first.
    package var lastSuccess: Double?

    package init() {}
}
