/// Decides when the CDI directory is checked because somebody has done something in it.
///
/// Somebody may do so again and again, such as another program that wants to have the same file: each check that had
/// something to do makes the next one wait, from 50 ms up to 5 s.
struct CheckPacing<Instant: InstantProtocol> where Instant.Duration == Duration {
    private let first = Duration.milliseconds(50)
    private let longest = Duration.seconds(5)
    /// After so long a disturbance is a new one.
    private let memory = Duration.seconds(30)
    private var isAsked = false
    private var disturbances = 0
    private var lastDisturbance: Instant?

    mutating func ask() { isAsked = true }

    /// A check or a look begins, which sees everything that was done until now.
    mutating func begin() { isAsked = false }

    /// The directory was not as it had been left, or could not be brought into order.
    mutating func disturbed(at now: Instant) {
        let isNew = lastDisturbance.map { $0.duration(to: now) > memory } ?? true
        disturbances = isNew ? 1 : disturbances + 1
        lastDisturbance = now
    }

    /// When to check; nil where nobody asks for it.
    func due(at now: Instant) -> Instant? {
        guard isAsked else { return nil }
        guard let lastDisturbance else { return now }
        return lastDisturbance.advanced(by: min(first * (1 << min(disturbances - 1, 10)), longest))
    }
}
