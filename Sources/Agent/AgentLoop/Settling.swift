/// Decides when to look at the host: a pure state machine over instants that are handed in.
///
/// A burst of changes is one reason to look; a device that is not ready yet is another; and once in a while there is a
/// look without a reason, for what nothing announces.
struct Settling<Instant: InstantProtocol> where Instant.Duration == Duration {
    private var times: SettlingTimes
    /// The first and the last change that no look has covered yet.
    private var burst: (first: Instant, last: Instant)?
    /// How many looks in a row a storm of changes has not waited for.
    private var stormyLooks = 0
    /// A look runs, and changes that come meanwhile ask for exactly one more.
    private(set) var isLooking = false
    /// When the last look ended; nil before the first.
    private var lastLook: Instant?
    private var pendingRetries: Int?

    init(_ times: SettlingTimes) { self.times = times }

    /// Other times from now on; what has been noticed stays noticed.
    mutating func change(to times: SettlingTimes) { self.times = times }

    mutating func notice(at now: Instant) { burst = (burst?.first ?? now, now) }

    /// Asks for a look without waiting for quiet.
    mutating func hurry(at now: Instant) { burst = (now.advanced(by: .zero - times.limit), now) }

    /// - Returns: Whether the look comes at a quiet moment. In a storm it does not, and there will be another one.
    mutating func beginLook(at now: Instant) -> Bool {
        let isCalm = burst.map { $0.last.advanced(by: times.quiet) <= now } ?? true
        stormyLooks = isCalm ? 0 : stormyLooks + 1
        burst = nil
        isLooking = true
        return isCalm
    }

    /// - Parameters:
    ///   - now: When it ended.
    ///   - isPending: Whether a device was seen that is expected to become ready by itself.
    ///   - hasNews: Whether the look saw anything else than the one before, so that what was pending is worth following
    ///     closely again.
    mutating func endLook(at now: Instant, isPending: Bool, hasNews: Bool) {
        isLooking = false
        lastLook = now
        // The storm may have ended while nobody listened for its end.
        if stormyLooks > 0, burst == nil { burst = (now, now) }
        pendingRetries = isPending ? (hasNews ? 0 : (pendingRetries ?? -1) + 1) : nil
    }

    /// When to look next; nil while a look runs, and before the first change.
    var due: Instant? {
        guard !isLooking else { return nil }
        var instants: [Instant] = []
        if let burst {
            instants.append(
                min(
                    burst.last.advanced(by: times.quiet),
                    burst.first.advanced(by: times.limit(ofStormyLook: stormyLooks))))
        }
        if let lastLook {
            instants.append(lastLook.advanced(by: times.resync))
            if let pendingRetries, let delay = times.delay(ofRetry: pendingRetries) {
                instants.append(lastLook.advanced(by: delay))
            }
        }
        return instants.min()
    }

    /// Whether changes are what makes the next look due, not the passing of time alone.
    var hasNoticed: Bool { burst != nil }
}
