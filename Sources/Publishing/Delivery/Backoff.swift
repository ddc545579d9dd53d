/// How the waits between attempts grow: each may be twice as long as the one before, up to a longest.
package struct Backoff: Hashable, Sendable {
    private let first: Duration
    private let longest: Duration

    package init(first: Duration, longest: Duration) {
        self.first = min(first, longest)
        self.longest = longest
    }

    /// The wait after so many failures; after none, the first. Who comes back to a server that many others have lost, too,
    /// waits a random part of it.
    package func wait(after failures: Int) -> Duration {
        // Ten doublings are past every longest wait, and far from an overflow.
        min(first * (1 << min(max(failures, 0), 10)), longest)
    }
}
