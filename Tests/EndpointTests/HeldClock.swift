/// A clock on which nobody wakes up before the test lets him.
final class HeldClock: Clock {
    typealias Instant = ContinuousClock.Instant
    typealias Duration = Swift.Duration

    /// Somebody who sleeps.
    struct Sleeper: Sendable {
        let duration: Duration
        fileprivate let alarm: AsyncStream<Void>.Continuation

        func wake() { alarm.finish() }
    }

    let now = ContinuousClock.now
    let minimumResolution = Duration.nanoseconds(1)
    /// Those who fall asleep, in that order.
    let sleepers: AsyncStream<Sleeper>
    private let bed: AsyncStream<Sleeper>.Continuation

    init() { (sleepers, bed) = AsyncStream.makeStream() }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let (ringing, alarm) = AsyncStream<Void>.makeStream()
        bed.yield(Sleeper(duration: now.duration(to: deadline), alarm: alarm))
        for await _ in ringing {}
        try Task.checkCancellation()
    }
}
