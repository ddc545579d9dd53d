import Synchronization

/// A clock, and the one thread of all who live by it: time stands still while anybody has something to do, and then
/// jumps to the next who waits. The same beginning always leads to the same end.
final class VirtualTime: TaskExecutor, Clock, Sendable {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct State {
        var now = Duration.zero
        var jobs: [UnownedJob] = []
        /// The first who wakes is the last; of two at once, the later one.
        var alarms: [(deadline: Duration, number: Int)] = []
        var sleepers: [Int: CheckedContinuation<Void, any Error>] = [:]
        var count = 0
    }

    private let state = Mutex(State())

    var now: Instant { Instant(offset: state.withLock(\.now)) }

    var minimumResolution: Duration { .nanoseconds(1) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
    }

    /// Lets all who use this executor live for so long.
    func run(for duration: Duration) {
        let end = now.offset + duration
        repeat { work() } while wakeNext(until: end)
    }

    /// Only what needs no time.
    func work() {
        while true {
            let jobs = state.withLock { state in
                defer { state.jobs = [] }
                return state.jobs
            }
            guard !jobs.isEmpty else { return }
            for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
        }
    }

    private func wakeNext(until end: Duration) -> Bool {
        let (sleeper, isLater) = state.withLock { state in
            guard let next = state.alarms.last, next.deadline <= end else {
                state.now = end
                return (nil as CheckedContinuation<Void, any Error>?, false)
            }
            state.alarms.removeLast()
            guard let sleeper = state.sleepers.removeValue(forKey: next.number) else { return (nil, true) }
            state.now = max(state.now, next.deadline)
            return (sleeper, true)
        }
        sleeper?.resume()
        return isLater
    }

    func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { sleep(until: deadline.offset, number, $0) }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: number) }?.resume(throwing: CancellationError())
        }
    }

    private func sleep(until deadline: Duration, _ number: Int, _ sleeper: CheckedContinuation<Void, any Error>) {
        let isAsleep = state.withLock { state in
            guard !Task.isCancelled else { return false }
            let place = state.alarms.partition { ($0.deadline, $0.number) < (deadline, number) }
            state.alarms.insert((deadline, number), at: place)
            state.sleepers[number] = sleeper
            return true
        }
        if !isAsleep { sleeper.resume(throwing: CancellationError()) }
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
