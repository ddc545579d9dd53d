private import Synchronization

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
