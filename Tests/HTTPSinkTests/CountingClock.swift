import Synchronization

/// A clock on which every sleep is over at once.
final class CountingClock: Clock {
    private let count = Mutex(0)

    var sleeps: Int { count.withLock { $0 } }

    let minimumResolution = Duration.zero
    var now: ContinuousClock.Instant { ContinuousClock.now }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        count.withLock { $0 += 1 }
        await Task.yield()
        try Task.checkCancellation()
    }
}
