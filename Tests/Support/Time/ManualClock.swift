private import Synchronization

/// A clock that stands still until a test moves it.
package final class ManualClock: Clock {
    private struct Sleeper {
        let deadline: ContinuousClock.Instant
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = ContinuousClock.now
        var sleepers: [Int: Sleeper] = [:]
        var count = 0
    }

    /// How long each sleep is to last, when it begins; for tests that wait until somebody waits.
    package let sleeps = Feed<Duration>()
    private let state = Mutex(State())

    package init() {}

    package var now: ContinuousClock.Instant { state.withLock(\.now) }

    package var minimumResolution: Duration { .zero }

    /// How many sleep now.
    package var sleepers: Int { state.withLock(\.sleepers.count) }

    /// Wakes all whose time has come then.
    package func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            for sleeper in due.keys { state.sleepers[sleeper] = nil }
            return due.values.sorted { $0.deadline < $1.deadline }
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }

    package func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration? = nil) async throws {
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                begin(Sleeper(deadline: deadline, continuation: continuation), number)
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: number) }?.continuation.resume(
                throwing: CancellationError())
        }
    }

    private func begin(_ sleeper: Sleeper, _ number: Int) {
        let duration: Duration? = state.withLock { state in
            let duration = state.now.duration(to: sleeper.deadline)
            guard duration > .zero, !Task.isCancelled else { return nil }
            state.sleepers[number] = sleeper
            return duration
        }
        if let duration {
            sleeps.put(duration)
        } else if Task.isCancelled {
            sleeper.continuation.resume(throwing: CancellationError())
        } else {
            sleeper.continuation.resume()
        }
    }
}
