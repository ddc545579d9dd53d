/// How long a queue waits before it tries a sink again.
package struct RetryPacing: Hashable, Sendable {
    /// The longest wait after the first failure; each further one doubles it.
    package var first: Duration
    /// The longest wait after any failure.
    package var longest: Duration
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
        first: Duration = .seconds(1), longest: Duration = .seconds(300), spacing: Duration = .seconds(1),
        afterRejection: Duration = .seconds(600), gathering: Duration = .seconds(1),
        wakeSpread: Duration = .seconds(3)
    ) {
        self.first = first
        self.longest = longest
        self.spacing = spacing
        self.afterRejection = afterRejection
        self.gathering = gathering
        self.wakeSpread = wakeSpread
    }
}
