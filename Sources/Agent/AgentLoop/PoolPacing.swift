/// Decides when the sinks get a new state. Each one may rewrite a whole pool, which schedulers cannot use meanwhile, so
/// they get none in the middle of a storm, and not more than one a second.
struct PoolPacing<Instant: InstantProtocol> where Instant.Duration == Duration {
    private let interval = Duration.seconds(1)
    private var lastPublication: Instant?
    /// A state was held back.
    private var isOwed = false

    mutating func published(at now: Instant) { lastPublication = now }

    /// Asked when there is a state; one that may not be published is owed from then on. `calmFrom` is when the machine
    /// is calm.
    mutating func mayPublish(at now: Instant, calmFrom: Instant?) -> Bool {
        isOwed = !isDue(at: now, calmFrom)
        return !isOwed
    }

    /// When what is owed may be published; nil where nothing is.
    func due(calmFrom: Instant?) -> Instant? {
        guard isOwed else { return nil }
        return [lastPublication?.advanced(by: interval), calmFrom].compactMap(\.self).max()
    }

    private func isDue(at now: Instant, _ calmFrom: Instant?) -> Bool {
        [lastPublication?.advanced(by: interval), calmFrom].compactMap(\.self).allSatisfy { $0 <= now }
    }
}
