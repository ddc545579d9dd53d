import Synchronization

/// A clock on which every wait is over at once; it keeps what was waited for.
struct InstantClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    final class State: Sendable {
        let waits = Mutex<[Duration]>([])
        let now = Mutex(Duration.zero)
    }

    let state = State()
    var now: Instant { Instant(offset: state.now.withLock(\.self)) }
    var minimumResolution: Duration { .nanoseconds(1) }
    var waits: [Duration] { state.waits.withLock(\.self) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let wait = deadline.offset - now.offset
        state.waits.withLock { $0.append(wait) }
        state.now.withLock { $0 = max($0, deadline.offset) }
    }
}
