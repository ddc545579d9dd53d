package import AgentConfiguration

/// How long the loop waits for what.
package struct SettlingTimes: Hashable, Sendable {
    /// A burst of changes is over when nothing came for so long.
    package var quiet: Duration
    /// A burst that does not end is looked at after so long.
    package var limit: Duration
    /// There is a look after so long even if nothing was noticed.
    package var resync: Duration

    package init(quiet: Duration = .milliseconds(25), limit: Duration = .milliseconds(250), resync: Duration = .seconds(60)) {
        self.quiet = quiet
        self.limit = limit
        self.resync = resync
    }

    /// A storm that goes on, such as hundreds of virtual functions being made, is looked at less and less often: the limit
    /// doubles with each look up to sixteenfold.
    func limit(ofStormyLook look: Int) -> Duration { limit * (1 << min(look, 4)) }

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
