package import AgentConfiguration

/// How long the loop waits for what.
package struct SettlingTimes: Hashable, Sendable {
    /// A burst of changes is over when nothing came for so long.
    package var quiet: Duration
    /// A burst that does not end is looked at after so long.
    package var limit: Duration
    /// There is a look after so long even if nothing was noticed.
    package var resync: Duration

    package init(
        quiet: Duration = .milliseconds(25), limit: Duration = .milliseconds(250), resync: Duration = .seconds(60)
    ) {
        self.quiet = quiet
        self.limit = limit
        self.resync = resync
    }

    /// In a storm, a burst is over when nothing came for up to the limit: its pauses are not its end.
    func quiet(inStorm storm: Int) -> Duration { storm == 0 ? quiet : max(quiet, min(quiet * growth(storm), limit)) }

    /// A storm is looked at less and less often: after 1 s, 4 s, and 8 s with the usual limit.
    func limit(inStorm storm: Int) -> Duration { limit * growth(storm) }

    private func growth(_ storm: Int) -> Int { min(1 << (2 * min(storm, 3)), 32) }

    /// 50 ms, 100 ms, … 5 s, about ten minutes long; nil after that. A device that is not ready by then, perhaps because
    /// its driver never makes nodes, is left to events and the resync, lest a node at rest wakes up for ever.
    func delay(ofRetry retry: Int) -> Duration? {
        guard retry < 125 else { return nil }
        return min(.milliseconds(50) * (1 << min(retry, 10)), .seconds(5))
    }
}

extension SettlingTimes {
    package init(_ configuration: Configuration) {
        self.init(
            quiet: configuration.settle.quiet, limit: configuration.settle.limit, resync: configuration.resync)
    }
}
