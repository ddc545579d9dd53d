private import Synchronization

/// How a sink does, for people and for metrics.
package struct SinkStatus: Hashable, Sendable {
    package enum State: Hashable, Sendable {
        /// What was handed over last has arrived, or nothing was handed over yet.
        case idle
        case publishing
        /// It failed and will be tried again by itself.
        case waiting(because: String)
        /// The other side refused it; the next change of state or a `doubt` tries again.
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

/// Tells of changes one after the other, in their order, whoever makes them, and with no lock held.
final class StatusReport: Sendable {
    private struct State {
        var unreported: [SinkStatus] = []
        var isReporting = false
    }

    private let tell: @Sendable (SinkStatus) -> Void
    private let state = Mutex(State())

    init(_ tell: @Sendable @escaping (SinkStatus) -> Void) { self.tell = tell }

    /// Enters a change; call it where changes are made, so that their order is kept.
    func enter(_ status: SinkStatus) { state.withLock { $0.unreported.append(status) } }

    /// Tells what was entered, unless somebody is at it already and will tell this too.
    func flush() {
        guard begin() else { return }
        while let status = next() { tell(status) }
    }

    private func begin() -> Bool {
        state.withLock { state in
            defer { state.isReporting = true }
            return !state.isReporting
        }
    }

    private func next() -> SinkStatus? {
        state.withLock { state in
            guard state.unreported.isEmpty else { return state.unreported.removeFirst() }
            state.isReporting = false
            return nil
        }
    }
}
