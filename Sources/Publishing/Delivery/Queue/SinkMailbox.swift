/// What a sink's queue knows: at most one state that waits to be taken, the one taken last, and how it went.
struct SinkMailbox {
    private(set) var status = SinkStatus()
    /// The one taken last.
    private var current: SlicePublication?
    private var next: SlicePublication?
    private var nextSince: ContinuousClock.Instant?
    /// The current one has not arrived.
    private var isOwed = false
    /// The outside has an older one than the current one.
    private(set) var isChange = false
    /// Something has arrived.
    private var hasArrived = false
    /// The outside may have lost the current one.
    private var isDoubted = false
    /// The other side was seen to answer since the last attempt began.
    private(set) var isAnswering = false

    /// A state that has never been tried waits.
    var hasNewState: Bool { next != nil }

    /// There is a reason to try again at once.
    var hasNews: Bool { hasNewState || isDoubted }

    /// Nothing new is there, only a doubt; where it failed before, that is no reason to wait even longer.
    var isOnlyDoubted: Bool {
        if case .waiting = status.state { return false }
        return next == nil && isDoubted
    }

    /// Puts a state into the place of any that waits there.
    mutating func put(_ publication: SlicePublication, at now: ContinuousClock.Instant) {
        guard publication != current else {
            // The state is again what it was; whatever waits is outdated.
            next = nil
            nextSince = nil
            if !isOwed { status.queuedSince = nil }
            return
        }
        next = publication
        nextSince = nextSince ?? now
        status.queuedSince = status.queuedSince ?? now
    }

    /// The outside may have changed. Before the first publication there is nothing that it could have lost.
    mutating func doubt() { isDoubted = current != nil }

    /// The other side answers again.
    mutating func answered() { isAnswering = true }

    /// What is to be published now; nil where nothing is.
    mutating func take() -> SlicePublication? {
        guard next != nil || isOwed || isDoubted else { return nil }
        if let next {
            current = next
            isChange = hasArrived
        }
        next = nil
        nextSince = nil
        isDoubted = false
        isAnswering = false
        isOwed = true
        status.state = .publishing
        status.attempts += 1
        return current
    }

    mutating func arrived(at time: Double) {
        isOwed = false
        isChange = false
        hasArrived = true
        status.state = .idle
        status.lastSuccess = time
        status.queuedSince = nextSince
    }

    mutating func failed(_ failure: SinkFailure, at now: ContinuousClock.Instant) {
        status.failures += 1
        status.queuedSince = status.queuedSince ?? now
        status.state =
            switch failure {
            case .unavailable(let reason), .throttled(let reason, _): .waiting(because: reason)
            case .rejected(let reason): .rejected(because: reason)
            }
    }
}
