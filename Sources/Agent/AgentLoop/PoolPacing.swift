/// Decides when the sinks get a new state. Each one may rewrite a whole pool, which schedulers cannot use meanwhile, so
/// they get none in the middle of a storm, and not more than one a second. But a storm that does not end, such as a
/// driver that resets its device again and again, must not keep the state of all others from them.
struct PoolPacing<Instant: InstantProtocol> where Instant.Duration == Duration {
    private let interval = Duration.seconds(1)
    private let patience = Duration.seconds(30)
    private var lastPublication: Instant?
    /// Since when a state is held back.
    private var owedSince: Instant?

    mutating func published(at now: Instant) { lastPublication = now }

    /// Asked when there is a state; one that may not be published is owed from then on. `calmFrom` is when the machine
    /// is calm.
    mutating func mayPublish(at now: Instant, calmFrom: Instant?) -> Bool {
        let isDue = earliest(calmFrom).map { $0 <= now } ?? true
        owedSince = isDue ? nil : owedSince ?? now
        return isDue
    }

    /// When what is owed may be published; nil where nothing is.
    func due(calmFrom: Instant?) -> Instant? { owedSince == nil ? nil : earliest(calmFrom) }

    private func earliest(_ calmFrom: Instant?) -> Instant? {
        let afterStorm = calmFrom.map { min($0, owedSince?.advanced(by: patience) ?? $0) }
        return [lastPublication?.advanced(by: interval), afterStorm].compactMap(\.self).max()
    }
}
