import Documents
import FakeAPIServer
import NIOCore
import Synchronization

@testable import KubernetesAPI

/// An API server that can do only so much in a second, on a virtual clock and without a network. What comes on top is
/// sent away as API servers do: with status 429 and Retry-After.
final class SimulatedServer: APITransport {
    let cluster: TestCluster
    private let time: VirtualTime
    private let latency = Duration.milliseconds(20)
    private let state: Mutex<State>

    private struct State {
        var bucket: TokenBucket
        var curve = RequestCurve()
        var isDown = false
        var watches: [Int: AsyncThrowingStream<ByteBuffer, any Error>.Continuation] = [:]
    }

    private struct Unreachable: Error {}

    init(_ cluster: TestCluster, _ time: VirtualTime, perSecond: Int) {
        self.cluster = cluster
        self.time = time
        state = Mutex(State(bucket: Self.bucket(perSecond, now: .zero)))
    }

    private static func bucket(_ perSecond: Int, now: Duration) -> TokenBucket {
        TokenBucket(capacity: perSecond / 10, perSecond: Double(perSecond), now: now)
    }

    /// From now on it does so many requests a second, and what it got so far is forgotten.
    func begin(perSecond: Int) {
        state.withLock { state in
            state.bucket = Self.bucket(perSecond, now: time.now.offset)
            state.curve = RequestCurve(from: time.now.offset)
        }
    }

    var curve: RequestCurve { state.withLock(\.curve) }

    /// It breaks all connections and takes none, until it comes back without a memory of what it told watchers.
    func goDown() {
        let watches = state.withLock { state in
            state.isDown = true
            defer { state.watches = [:] }
            return state.watches
        }
        for (id, watch) in watches.sorted(by: { $0.key < $1.key }) {
            cluster.endWatch(id)
            watch.finish(throwing: Unreachable())
        }
    }

    func comeBack() {
        cluster.expire()
        state.withLock { $0.isDown = false }
    }

    func answer(to request: APIRequest, token: String?) async throws -> APIAnswer {
        try await time.sleep(for: latency)
        guard try isAdmitted() else { return Self.busy }
        return Self.whole(cluster.answer(Self.received(request, token)) { _ in })
    }

    func watch(_ request: APIRequest, token: String?) async throws -> APIWatch {
        try await time.sleep(for: latency)
        guard try isAdmitted() else { return .refused(Self.busy) }
        let (events, event) = AsyncThrowingStream<ByteBuffer, any Error>.makeStream()
        let answer = cluster.answer(Self.received(request, token)) { line in
            if let line { event.yield(ByteBuffer(string: line)) } else { event.finish() }
        }
        guard case .watch(let id, let lines) = answer else { return .refused(Self.whole(answer)) }
        for line in lines { event.yield(ByteBuffer(string: line)) }
        state.withLock { $0.watches[id] = event }
        event.onTermination = { [cluster] _ in cluster.endWatch(id) }
        return .events(events)
    }

    private func isAdmitted() throws -> Bool {
        let now = time.now.offset
        let outcome: RequestCurve.Outcome = state.withLock { state in
            var bucket = state.bucket
            var outcome = RequestCurve.Outcome.admitted
            if state.isDown {
                outcome = .unreachable
            } else if bucket.take(now: now) > .zero {
                outcome = .refused
            } else {
                state.bucket = bucket
            }
            state.curve.add(outcome, at: now)
            return outcome
        }
        guard outcome != .unreachable else { throw Unreachable() }
        return outcome == .admitted
    }

    private static let busy = whole(
        .status(429, "TooManyRequests", "too many requests, please try again later", retryAfter: 1))

    private static func whole(_ answer: ServerAnswer) -> APIAnswer {
        guard case .document(let code, let document, let retryAfter) = answer else {
            return APIAnswer(code: 500, retryAfter: nil, body: [])
        }
        return APIAnswer(
            code: code, retryAfter: retryAfter.map(String.init), body: Array(document.compactJSONText.utf8))
    }

    private static func received(_ request: APIRequest, _ token: String?) -> ServerRequest {
        ServerRequest(
            method: request.method.rawValue, uri: request.target, authorization: token.map { "Bearer \($0)" },
            body: request.body.map { Array($0.compactJSONText.utf8) } ?? [])
    }
}
