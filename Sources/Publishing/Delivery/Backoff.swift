/// The waits between attempts: exponential, with full jitter, so that many agents that lost one server at the same
/// moment do not come back to it at the same moment.
struct Backoff {
    private let pacing: RetryPacing
    private var random: any RandomNumberGenerator
    private var ceiling: Duration

    init(_ pacing: RetryPacing, _ random: any RandomNumberGenerator) {
        self.pacing = pacing
        self.random = random
        ceiling = min(pacing.first, pacing.longest)
    }

    /// Anything from nothing up to a ceiling, which doubles each time.
    mutating func next() -> Duration {
        defer { ceiling = min(ceiling * 2, pacing.longest) }
        return ceiling * Double.random(in: 0...1, using: &random)
    }

    /// A random part of the time over which agents spread that learn at the same moment that their server is back.
    mutating func spread() -> Duration { pacing.wakeSpread * Double.random(in: 0...1, using: &random) }

    mutating func reset() { ceiling = min(pacing.first, pacing.longest) }
}
