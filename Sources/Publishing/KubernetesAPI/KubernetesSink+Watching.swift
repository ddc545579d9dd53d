internal import NIOCore
internal import ResourceSlices
package import Sinks

extension KubernetesSink {
    /// How long a server is asked to keep a watch, in seconds.
    private static let watchTimeout = 300.0..<600.0
    private static let slowestReconnect = Duration.seconds(30)
    /// A watch that ends sooner did not end because its time was over.
    private static let shortestWatch = Duration.seconds(5)

    package func watch(_ notice: @Sendable @escaping (SinkNotice) -> Void) async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.pass { notice(.changedOutside) } }
            group.addTask { await self.follow() }
        }
    }

    /// A fight with others over the slices shall not become a flood of requests. Nor shall a kubelet that deletes them
    /// several times while it starts have to wait: each time they are back within five seconds.
    private func pass(_ lookAgain: @Sendable () -> Void) async {
        var bucket = TokenBucket(capacity: 3, perSecond: 1.0 / 3, now: pacing.now())
        for await _ in alarms where !isLookAsked {
            await wait(bucket.take(now: pacing.now()))
            guard !Task.isCancelled else { return }
            isLookAsked = true
            lookAgain()
        }
    }

    private func follow() async {
        for await version in listed { await follow(from: version) }
    }

    /// A list was made: a watch that has lost its place goes on from it.
    func listingContinues(from version: String) {
        guard !version.isEmpty else { return }
        listing.yield(version)
    }

    /// Watches from a version on until the server does not know that version any more.
    private func follow(from version: String) async {
        var place = version
        var failures = 0
        while !Task.isCancelled {
            let start = pacing.now()
            var pause = Duration.zero
            do throws(APIFailure) {
                try await receive(from: &place)
                if isLong(since: start) {
                    failures = 0
                    await wait(.seconds(random(in: 0..<1)))
                    continue
                }
            } catch {
                if error.status?.isExpired == true || error.status?.code == 404 {
                    if error.status?.code == 404 { session?.forgetServer() }
                    alarm.yield()
                    return
                }
                if error.status?.code == 401 { forgetCredentials() }
                if isLong(since: start) { failures = 0 }
                pause = error.status?.retryAfter ?? .zero
            }
            guard await isSameServerBack(after: pause, &failures) else {
                alarm.yield()
                return
            }
        }
    }

    /// Full jitter: any time up to a limit that doubles.
    private func delay(after failures: Int) -> Duration {
        min(.seconds(1) * Double(1 << min(failures, 10)), Self.slowestReconnect) * random(in: 0.05..<1)
    }

    private func isLong(since start: Duration) -> Bool { pacing.now() - start >= Self.shortestWatch }

    private func receive(from place: inout String) async throws(APIFailure) {
        let (session, token) = try await connect()
        guard let subject, let dialect = session.dialect else {
            // Another server than the one that was listed.
            throw .refused(APIStatus(code: 410, reason: "Expired"), doing: "watch the ResourceSlices")
        }
        let collection = SliceCollection(
            connection: session.connection, token: token, version: dialect.apiVersion, driver: subject.driver,
            nodeName: subject.nodeName)
        await pace()
        let events = try await collection.watch(from: place, timeout: Int(random(in: Self.watchTimeout)))
        var lines = Lines()
        var parts = events.makeAsyncIterator()
        while true {
            let part: ByteBuffer?
            do { part = try await parts.next(isolation: self) } catch { throw session.connection.noAnswer(error) }
            guard let part else { return }
            guard let complete = lines.add(part.readableBytesView) else {
                throw .malformed("an event of a watch is too long.", from: session.connection.server.authority)
            }
            for line in complete {
                switch WatchEvent(line) {
                case .change(let change):
                    place = change.resourceVersion
                    if isForeign(change) { alarm.yield() }
                case .bookmark(let version): place = version
                case .error(let status): throw .refused(status, doing: "watch the ResourceSlices")
                case nil: continue
                }
            }
        }
    }

    /// While we write, the events of our own writes can overtake their answers.
    private func isForeign(_ change: WatchEvent.Change) -> Bool {
        if isPublishing {
            deferred.append(change)
            return false
        }
        return own.isForeign(change)
    }

    /// Waits for the server. After a break it may come back as another release, whose rules for slices are others.
    private func isSameServerBack(after pause: Duration, _ failures: inout Int) async -> Bool {
        var pause = pause
        while !Task.isCancelled {
            failures += 1
            // All who were sent away at the same time shall not come back at the same time.
            await wait(pause + delay(after: failures))
            await pace()
            do throws(APIFailure) {
                return try await !isServerAnother()
            } catch {
                pause = error.status?.retryAfter ?? .zero
            }
        }
        return true
    }

    /// Throws where the server does not answer yet.
    private func isServerAnother() async throws(APIFailure) -> Bool {
        guard let before = session?.dialect?.kubernetes else { return false }
        let (session, token) = try await connect()
        let release: (text: String, version: KubernetesVersion?)?
        do throws(APIFailure) {
            release = try await Negotiation(connection: session.connection, token: token).release()
        } catch {
            // A server that lets nobody ask is there all the same.
            guard let code = error.status?.code, code < 500, code != 429 else { throw error }
            return false
        }
        guard let version = release?.version, version != before else { return false }
        self.session?.forgetServer()
        return true
    }
}
