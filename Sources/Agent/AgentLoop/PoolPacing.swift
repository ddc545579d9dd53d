/// Decides when the sinks get a new state. Each one may rewrite a whole pool, which schedulers cannot use meanwhile, so
/// they get none in the middle of a storm, and not more than one a second.
struct PoolPacing<Instant: InstantProtocol> where Instant.Duration == Duration {
    private let interval = Duration.seconds(1)
    private var lastPublication: Instant?
    /// A state was held back.
    private var isOwed = false

    mutating func published(at now: Instant) { lastPublication = now }

    /// Asked when there is a state; one that may not be published is owed from then on.
    mutating func mayPublish(at now: Instant, isCalm: Bool) -> Bool {
        let isDue = lastPublication.map { $0.advanced(by: interval) <= now } ?? true
        isOwed = !(isCalm && isDue)
        return !isOwed
    }

    func isDue(at now: Instant, isCalm: Bool) -> Bool { isCalm && due.map { $0 <= now } ?? false }

    /// When what is owed may be published; nil where nothing is.
    var due: Instant? { isOwed ? lastPublication?.advanced(by: interval) : nil }
}
