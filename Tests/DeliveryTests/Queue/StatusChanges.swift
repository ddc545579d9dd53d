import Delivery
import Synchronization
import TestSupport

/// What a queue told of its status.
final class StatusChanges: Sendable {
    private let state = Mutex<[SinkStatus]>([])
    private let feed = Feed<SinkStatus>()

    var told: [SinkStatus] { state.withLock { $0 } }

    var record: @Sendable (SinkEvent) -> Void {
        { [self] event in
            guard case .changed(let status) = event else { return }
            state.withLock { $0.append(status) }
            feed.put(status)
        }
    }

    /// Waits for such a change, of those that nobody has waited for yet.
    func first(where matches: (SinkStatus) -> Bool) async {
        while let status = await feed.next(), !matches(status) {}
    }
}
