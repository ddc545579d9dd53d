/// How long a queue waits before it tries a sink again.
package struct RetryPacing: Hashable, Sendable {
    /// The longest wait after the first failure; each further one doubles it.
    package var first: Duration
    /// The longest wait after any failure.
    package var longest: Duration
    /// The longest where the other side answers and has too much to do.
    package var longestBusy: Duration
    /// The same for a change to what it holds, so that changes overtake agents that only begin or look again.
    package var longestBusyWithChange: Duration
    /// How long a new state waits after a failed attempt; the same one waits at least as long once the back-off has grown.
    package var spacing: Duration
    /// After a refusal, where nothing new comes: somebody may have put the other side right.
    package var afterRejection: Duration
    /// How long reports that something was changed outside are gathered, so that two writers who undo each other's work
    /// do it at a human pace.
    package var gathering: Duration
    /// The longest wait once a server that was away answers again.
    package var wakeSpread: Duration

    package static let standard = RetryPacing()

    package init(
        first: Duration = .seconds(1), longest: Duration = .seconds(300), longestBusy: Duration = .seconds(60),
        longestBusyWithChange: Duration = .seconds(4), spacing: Duration = .seconds(1),
        afterRejection: Duration = .seconds(600), gathering: Duration = .seconds(1),
        wakeSpread: Duration = .seconds(3)
    ) {
        self.first = first
        self.longest = longest
        self.longestBusy = longestBusy
        self.longestBusyWithChange = longestBusyWithChange
        self.spacing = spacing
        self.afterRejection = afterRejection
        self.gathering = gathering
        self.wakeSpread = wakeSpread
    }

    var backoff: Backoff { Backoff(first: first, longest: longest) }
}

/// The waits of one queue between its attempts: exponential, with full jitter, so that many agents that lost one server at
/// the same moment do not come back to it at the same moment.
struct JitteredDelays {
    private let pacing: RetryPacing
    private var random: any RandomNumberGenerator
    private var failures = 0

    init(_ pacing: RetryPacing, _ random: any RandomNumberGenerator) {
        self.pacing = pacing
        self.random = random
    }

    /// Anything from nothing up to a ceiling, which doubles each time.
    mutating func next(atMost longest: Duration? = nil) -> Duration {
        defer { failures += 1 }
        let ceiling = pacing.backoff.wait(after: failures)
        return part(of: longest.map { min($0, ceiling) } ?? ceiling)
    }

    /// A random part of the time over which agents spread that learn at the same moment that their server is back.
    mutating func spread() -> Duration { part(of: pacing.wakeSpread) }

    mutating func reset() { failures = 0 }

    private mutating func part(of duration: Duration) -> Duration {
        duration * Double.random(in: 0...1, using: &random)
    }
}
