internal import Delivery
internal import NIOCore
internal import ResourceSlices

/// From where on which slices are watched.
struct WatchPlace: Hashable {
    let driver: String
    let nodeName: String
    var resourceVersion: String
}

/// Keeps one watch on a node's slices, from list to list, and notices with it a server that is back.
///
/// It takes its time to reconnect: a watch only shows what others do, which can wait until a server that all agents return
/// to has heard what changed (`ServerReturn`).
final class SliceWatcher {
    /// How long a server is asked to keep a watch, in seconds.
    private static let usualTimeout = 600.0..<1200.0
    /// The same, where the server has not said its release: doubled each time.
    private static let shortTimeout = Backoff(first: .seconds(15), longest: .seconds(1200))
    private static let reconnecting = Backoff(first: .seconds(2), longest: .seconds(60))
    /// A watch that ends sooner did not end because its time was over.
    private static let shortestWatch = Duration.seconds(5)

    private let session: ClusterSession
    private let own: OwnWrites
    private let changes: ForeignChanges
    private let (lists, list) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    /// Where the newest list ends, unless a watch has begun since.
    private var listed: WatchPlace?
    private var isWatching = false

    init(_ session: ClusterSession, _ own: OwnWrites, _ changes: ForeignChanges) {
        self.session = session
        self.own = own
        self.changes = changes
    }

    /// A list was made: a watch that has lost its place goes on from it.
    func listed(at place: WatchPlace) {
        guard !place.resourceVersion.isEmpty, !isWatching else { return }
        listed = place
        list.yield()
    }

    func follow(_ notice: @Sendable (SinkNotice) -> Void) async {
        for await _ in lists {
            while let place = takeListed() { await follow(from: place, notice) }
        }
    }

    private func takeListed() -> WatchPlace? {
        defer { listed = nil }
        return listed
    }

    /// Watches from a place on until the server does not know that place any more, or works by other rules.
    private func follow(from start: WatchPlace, _ notice: @Sendable (SinkNotice) -> Void) async {
        var place = start
        var failures = 0
        var wasCut = false
        var wasAway = false
        while !Task.isCancelled {
            if let newer = takeListed() { place = newer }
            let begin = session.pacing.now()
            var pause = Duration.zero
            do throws(APIFailure) {
                if try await session.hasOtherRules(wasCut: wasCut) { return askAnew(notice) }
                wasCut = try await receive(from: &place, notice)
                failures = isLong(since: begin) ? 0 : failures + 1
                wasAway = false
            } catch {
                if error.status?.isExpired == true || error.status?.code == 404 {
                    if error.status?.code == 404 { session.forgetServer() }
                    // What the server has just said of itself need not be asked again.
                    return askAnew(notice, learnsServer: isLong(since: begin))
                }
                if error.status?.code == 401 { session.forgetCredentials() }
                session.saw(error)
                wasCut = true
                // A server that refuses what it is asked is there again.
                if wasAway, !error.isAbsence { notice(.answersAgain) }
                if isLong(since: begin) { failures = 0 }
                failures += 1
                wasAway = error.isAbsence
                pause = error.status?.retryAfter ?? .zero
            }
            session.watchEnded()
            if failures == 0 {
                await session.wait(.seconds(session.random(in: 0..<1)))
            } else {
                await waitToReconnect(after: failures, atLeast: pause)
            }
        }
    }

    /// In parts, since a list may show before the time is over that the server is back.
    private func waitToReconnect(after failures: Int, atLeast pause: Duration) async {
        var rest = pause + Self.reconnecting.wait(after: failures) * session.random(in: 0.05..<1)
        while rest > .zero, listed == nil, !Task.isCancelled {
            let part = min(rest, .seconds(10))
            await session.wait(part)
            rest -= part
        }
    }

    private func askAnew(_ notice: @Sendable (SinkNotice) -> Void, learnsServer: Bool = true) {
        if learnsServer { session.watchEnded() }
        notice(.answersAgain)
        changes.demandCheck()
    }

    private func isLong(since start: Duration) -> Bool { session.pacing.now() - start >= Self.shortestWatch }

    /// - Returns: Whether the watch ended before its time.
    private func receive(
        from place: inout WatchPlace, _ notice: @Sendable (SinkNotice) -> Void
    ) async throws(APIFailure) -> Bool {
        let (connection, token) = try await session.connect()
        guard let dialect = session.rules.dialect else {
            // Another server than the one that was listed.
            throw .refused(APIStatus(code: 410, reason: "Expired"), doing: "watch the ResourceSlices")
        }
        let collection = SliceCollection(
            connection: connection, token: token, version: dialect.apiVersion, driver: place.driver,
            nodeName: place.nodeName)
        await session.pace()
        let timeout = timeout()
        let begin = session.pacing.now()
        let events = try await collection.watch(from: place.resourceVersion, timeout: timeout)
        isWatching = true
        listed = nil
        defer { isWatching = false }
        notice(.answersAgain)
        var lines = Lines()
        var parts = events.makeAsyncIterator()
        while true {
            let part: ByteBuffer?
            do { part = try await parts.next(isolation: #isolation) } catch { throw connection.noAnswer(error) }
            guard let part else { return session.pacing.now() - begin < .seconds(timeout) }
            guard let complete = lines.add(part.readableBytesView) else {
                throw .malformed("an event of a watch is too long.", from: connection.server.authority)
            }
            for line in complete {
                switch WatchEvent(line) {
                case .change(let change):
                    place.resourceVersion = change.resourceVersion
                    if own.heed(change) { changes.add([change]) }
                case .bookmark(let version): place.resourceVersion = version
                case .error(let status): throw .refused(status, doing: "watch the ResourceSlices")
                case nil: continue
                }
            }
        }
    }

    private func timeout() -> Int {
        let usual = session.random(in: Self.usualTimeout)
        guard session.silences > 0 else { return Int(usual) }
        return Int(min(usual, Self.shortTimeout.wait(after: session.silences) / .seconds(1)))
    }
}
