private import Synchronization

/// Wakes the one task that waits, at a signal. One that comes while nobody waits is kept, and several are one.
final class WakeSignal: Sendable {
    private enum State {
        case silent, signalled
        case awaited(CheckedContinuation<Void, Never>)
    }

    private let state = Mutex(State.silent)

    func signal() { change(to: .signalled) }

    /// Returns at the next signal, at once after one that nobody waited for, or when the task is cancelled.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if case .silent = state, !Task.isCancelled {
                        state = .awaited(continuation)
                        return false
                    }
                    state = .silent
                    return true
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            change(to: .silent)
        }
    }

    /// Returns when the condition holds, which is checked at once and after each signal, or when the time is over.
    func wait(
        atMost duration: Duration, _ clock: any Clock<Duration>, until isOver: @escaping @Sendable () -> Bool
    ) async {
        guard duration > .zero, !isOver() else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while !isOver(), !Task.isCancelled { await self.wait() }
            }
            // Cancelled when it has rung.
            group.addTask { try? await clock.sleep(for: duration) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Whoever waits goes on; otherwise the state is kept.
    private func change(to idle: State) {
        let waiting: CheckedContinuation<Void, Never>? = state.withLock { state in
            guard case .awaited(let continuation) = state else {
                if case .signalled = idle { state = .signalled }
                return nil
            }
            state = .silent
            return continuation
        }
        waiting?.resume()
    }
}
