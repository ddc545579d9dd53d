/// Decides when to look at the host: a pure state machine over instants that are handed in.
///
/// A burst of changes is one reason to look; a device that is not ready yet is another; and once in a while there is a
/// look without a reason, for what nothing announces.
struct Settling<Instant: InstantProtocol> where Instant.Duration == Duration {
    private var times: SettlingTimes
    /// The first and the last change that no look has covered yet.
    private var burst: (first: Instant, last: Instant)?
    private var lastChange: Instant?
    /// Somebody wants a look at once, whether or not changes go on.
    private var hurriedAt: Instant?
    /// How many looks in a row the world has not waited for.
    private var storm = 0
    /// A look runs, and changes that come meanwhile ask for exactly one more.
    private var isLooking = false
    private var isCalmLook = true
    /// When the last look ended; nil before the first.
    private var lastLook: Instant?
    private var pendingRetries: Int?

    init(_ times: SettlingTimes) { self.times = times }

    /// Other times from now on; what has been noticed stays noticed.
    mutating func change(to times: SettlingTimes) { self.times = times }

    mutating func notice(at now: Instant) {
        burst = (burst?.first ?? now, now)
        lastChange = now
    }

    /// Asks for a look without waiting for quiet, even if one runs: that one may have seen too little.
    mutating func hurry(at now: Instant) { hurriedAt = now }

    mutating func beginLook(at now: Instant) {
        isCalmLook = burst.map { $0.last.advanced(by: times.quiet(inStorm: storm)) <= now } ?? true
        burst = nil
        hurriedAt = nil
        isLooking = true
    }

    /// - Parameters:
    ///   - now: When it ended.
    ///   - isPending: Whether a device was seen that is expected to become ready by itself.
    ///   - hasNews: Whether the look saw anything else than the one before, so that what was pending is worth following
    ///     closely again.
    mutating func endLook(at now: Instant, isPending: Bool, hasNews: Bool) {
        isLooking = false
        lastLook = now
        // Changes that come faster than they can be looked at are a storm: hundreds of virtual functions being made.
        storm = isCalmLook && burst == nil ? 0 : storm + 1
        // It may have ended while nobody waited for its end.
        if !isCalmLook, burst == nil { burst = (now, now) }
        pendingRetries = isPending ? (hasNews ? 0 : (pendingRetries ?? -1) + 1) : nil
    }

    /// Something between two looks went wrong: it is worth a look soon, and more until it is right.
    mutating func needsRetry(at now: Instant, hasNews: Bool) {
        guard !isLooking, hasNews || pendingRetries == nil else { return }
        lastLook = now
        pendingRetries = 0
    }

    /// When to look next; nil while a look runs, and before the first change.
    var due: Instant? {
        guard !isLooking else { return nil }
        return [hurriedAt, burstEnd, retry, resync].compactMap(\.self).min()
    }

    /// Why a look is due that nobody has asked for; nil where somebody has.
    func ownReason(at now: Instant) -> OwnReason? {
        if [hurriedAt, burstEnd].contains(where: { $0.map { $0 <= now } ?? false }) { return nil }
        return retry.map { $0 <= now } ?? false ? .pending : .resync
    }

    private var burstEnd: Instant? {
        burst.map {
            min(
                $0.last.advanced(by: times.quiet(inStorm: storm)), $0.first.advanced(by: times.limit(inStorm: storm)))
        }
    }

    private var retry: Instant? {
        guard let lastLook, let pendingRetries, let delay = times.delay(ofRetry: pendingRetries) else { return nil }
        return lastLook.advanced(by: delay)
    }

    private var resync: Instant? { lastLook?.advanced(by: times.resync) }

    /// From when on what was seen can be taken for what stays, if nothing else happens; nil before the first change.
    var calmFrom: Instant? { lastChange?.advanced(by: storm > 0 ? times.limit : times.quiet) }
}
