internal import Delivery

/// What others did to our slices, and when to look at it.
final class ForeignChanges {
    private enum Alarm { case foreignChange, otherRules }

    private let session: ClusterSession
    private let (alarms, alarm) = AsyncStream.makeStream(of: Alarm.self, bufferingPolicy: .bufferingNewest(1))
    /// Since the last look.
    private var unseen: [WatchEvent.Change] = []
    /// What the present look sees of them.
    private var seen: [WatchEvent.Change] = []
    /// Whether a look was asked for that has not begun yet: it will see whatever else changes until then.
    private var isLookAsked = false
    private var contest = Contest()

    init(_ session: ClusterSession) { self.session = session }

    func add(_ changes: [WatchEvent.Change]) {
        guard !changes.isEmpty else { return }
        unseen += changes
        alarm.yield(.foreignChange)
    }

    /// The server works by other rules, or a watch has missed something.
    func demandCheck() { alarm.yield(.otherRules) }

    /// A list is about to be made.
    func lookBegins() {
        isLookAsked = false
        tell()
        seen = unseen
        unseen = []
    }

    /// The list showed that something has to be written.
    func lookFoundDifferences() {
        guard !seen.isEmpty else { return }
        contest.lost(to: seen, now: session.pacing.now())
        seen = []
    }

    /// A fight with others over the slices must not become a flood of requests. Nor may a kubelet that deletes them
    /// several times while it starts have to wait: each time they are back within five seconds.
    func answer(_ notice: @Sendable (SinkNotice) -> Void) async {
        var bucket = TokenBucket(capacity: 3, perSecond: 1.0 / 3, now: session.pacing.now())
        for await alarm in alarms where !isLookAsked {
            // The look that has begun since saw it.
            if case .foreignChange = alarm, unseen.isEmpty { continue }
            await session.wait(max(bucket.take(now: session.pacing.now()), contestDelay()))
            guard !Task.isCancelled else { return }
            isLookAsked = true
            notice(.changedOutside)
        }
    }

    private func tell() {
        for (kind, verb) in [(WatchEvent.Change.Kind.added, "added"), (.changed, "changed"), (.deleted, "deleted")] {
            let names = Set(unseen.filter { $0.kind == kind }.map(\.name)).sorted()
            guard let name = names.first else { continue }
            session.remarks.info(
                names.count == 1
                    ? "Somebody else \(verb) the ResourceSlice \(name)."
                    : "Somebody else \(verb) \(names.count) ResourceSlices of this node, \(name) among them.")
        }
    }

    private func contestDelay() -> Duration {
        guard !unseen.isEmpty else { return .zero }
        guard let delay = contest.delay(now: session.pacing.now()) else {
            session.remarks.end(topic: "contest")
            return .zero
        }
        session.remarks.once(
            """
            Somebody else keeps undoing what this agent writes into ResourceSlices; is there a second agent with other \
            settings on this node? The slices are put right less and less often, in the end every \
            \(Contest.longest.components.seconds / 60) minutes.
            """, topic: "contest")
        return delay * session.random(in: 0.5..<1)
    }
}

/// How long to leave alone what others undo: not at all at first, then longer each time, since they do not stop for us.
private struct Contest {
    /// A kubelet that starts deletes all slices of its node about ten times within five minutes.
    private static let freeDeletions = 30
    private static let freeEdits = 3
    private static let first = Duration.seconds(5)
    static let longest = Duration.seconds(300)
    /// After so long without it, it is over.
    private static let calm = longest * 2

    private var deletions = 0
    private var edits = 0
    private var last: Duration?

    /// What we had written was undone once more.
    mutating func lost(to changes: [WatchEvent.Change], now: Duration) {
        if changes.allSatisfy({ $0.kind == .deleted }) { deletions += 1 } else { edits += 1 }
        last = now
    }

    /// The longest to wait before it is put right; nil where nobody contends.
    mutating func delay(now: Duration) -> Duration? {
        if let last, now - last > Self.calm { self = Contest() }
        let excess = max(edits - Self.freeEdits, deletions - Self.freeDeletions)
        guard excess >= 0 else { return nil }
        return Backoff(first: Self.first, longest: Self.longest).wait(after: excess)
    }
}
