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

/// What happens at one sink.
package enum SinkEvent: Hashable, Sendable {
    case changed(SinkStatus)
    case delivered(SlicePublication, in: Duration)
    /// What was published may be lost or changed.
    case doubted
}

/// Reports events one at a time and in order, whichever thread enters them, with no lock held.
final class SinkReport: Sendable {
    private struct State {
        var unreported: [SinkEvent] = []
        var isReporting = false
    }

    private let tell: @Sendable (SinkEvent) -> Void
    private let state = Mutex(State())

    init(_ tell: @Sendable @escaping (SinkEvent) -> Void) { self.tell = tell }

    /// Enters an event; call it where it happens, so that their order is kept.
    func enter(_ event: SinkEvent) { state.withLock { $0.unreported.append(event) } }

    /// Tells what was entered, unless somebody is at it already and will tell this too.
    func flush() {
        guard begin() else { return }
        while let event = next() { tell(event) }
    }

    private func begin() -> Bool {
        state.withLock { state in
            defer { state.isReporting = true }
            return !state.isReporting
        }
    }

    private func next() -> SinkEvent? {
        state.withLock { state in
            guard state.unreported.isEmpty else { return state.unreported.removeFirst() }
            state.isReporting = false
            return nil
        }
    }
}
