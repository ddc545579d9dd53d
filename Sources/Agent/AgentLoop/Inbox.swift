private import Synchronization

/// Where everybody leaves what the loop has to know. Posting never waits, and the inbox stays small however many post:
/// notices of one kind merge.
package final class Inbox: Sendable {
    private struct State {
        var notices = Notices()
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    package init() {}

    /// Asks for the configuration to be read again.
    package func reload() { post { $0.reload = true } }

    func post(_ change: (inout Notices) -> Void) {
        let waiter = state.withLock { state in
            change(&state.notices)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Everything that has come since the last time.
    func take() -> Notices {
        state.withLock { state in
            defer { state.notices = Notices() }
            return state.notices
        }
    }

    /// Returns when there is something, at the instant, or when the task is cancelled; only one task may wait.
    func wait<C: Clock<Duration>>(until deadline: C.Instant?, _ clock: C) async {
        guard let deadline else { return await wait() }
        guard clock.now < deadline else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait() }
            group.addTask {
                // Being cancelled is what ends the sleep when something comes.
                try? await clock.sleep(until: deadline, tolerance: nil)
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    guard state.notices.isEmpty, !Task.isCancelled else { return true }
                    state.waiter = continuation
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }
    }
}
