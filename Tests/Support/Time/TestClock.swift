private import Synchronization

/// The clock of tests: it stands still until the test moves it, or runs ahead with every sleep.
package final class TestClock: Clock {
    package enum Pace: Sendable {
        /// Time passes when the test says so.
        case standing
        /// Time jumps to the end of each sleep when it begins, so that nobody waits.
        case hurrying
    }

    private struct State {
        var now: ContinuousClock.Instant
        /// The next who wakes is the last; of two at once, the one who has slept for longer.
        var alarms: [(deadline: ContinuousClock.Instant, number: Int)] = []
        /// Without those who were cancelled meanwhile.
        var sleepers: [Int: CheckedContinuation<Void, any Error>] = [:]
        var count = 0
    }

    /// How long each sleep is to last, when it begins.
    package let sleeps = Feed<Duration>()
    private let pace: Pace
    private let start: ContinuousClock.Instant
    private let state: Mutex<State>

    package init(_ pace: Pace = .standing) {
        self.pace = pace
        start = .now
        state = Mutex(State(now: start))
    }

    package var now: ContinuousClock.Instant { state.withLock(\.now) }

    /// Since the clock was made.
    package var elapsed: Duration { start.duration(to: now) }

    package var minimumResolution: Duration { .zero }

    /// How many sleep now.
    package var sleepers: Int { state.withLock(\.sleepers.count) }

    /// Wakes all whose time has come then.
    package func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            var woken: [CheckedContinuation<Void, any Error>] = []
            while let next = state.alarms.last, next.deadline <= state.now {
                state.alarms.removeLast()
                if let sleeper = state.sleepers.removeValue(forKey: next.number) { woken.append(sleeper) }
            }
            return woken
        }
        for sleeper in woken { sleeper.resume() }
    }

    /// Goes on to the moment at which the next sleeper wakes, and wakes that one alone; to the end where nobody wakes before.
    ///
    /// - Returns: Whether the end has not been reached.
    package func advanceToNext(until end: ContinuousClock.Instant) -> Bool {
        let (sleeper, isEarlier) = state.withLock { state in
            while let next = state.alarms.last, next.deadline <= end {
                state.alarms.removeLast()
                guard let sleeper = state.sleepers.removeValue(forKey: next.number) else { continue }
                state.now = max(state.now, next.deadline)
                return (sleeper as CheckedContinuation<Void, any Error>?, true)
            }
            state.now = end
            return (nil, false)
        }
        sleeper?.resume()
        return isEarlier
    }

    package func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration? = nil) async throws {
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { begin(number, until: deadline, $0) }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: number) }?.resume(throwing: CancellationError())
        }
    }

    private func begin(
        _ number: Int, until deadline: ContinuousClock.Instant, _ sleeper: CheckedContinuation<Void, any Error>
    ) {
        let (duration, isAsleep) = state.withLock { state in
            let duration = state.now.duration(to: deadline)
            guard duration > .zero, !Task.isCancelled else { return (nil as Duration?, false) }
            guard pace == .standing else {
                state.now = deadline
                return (duration, false)
            }
            let place = state.alarms.partition { ($0.deadline, $0.number) < (deadline, number) }
            state.alarms.insert((deadline, number), at: place)
            state.sleepers[number] = sleeper
            return (duration, true)
        }
        if let duration { sleeps.put(duration) }
        guard !isAsleep else { return }
        if Task.isCancelled { sleeper.resume(throwing: CancellationError()) } else { sleeper.resume() }
    }
}

extension Array {
    /// The first place from which on the condition holds, in an array that is sorted so.
    fileprivate func partition(where isBehind: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
