import Documents
import FakeAPIServer
import HTTPExchange
import NIOCore
import Synchronization
import TestSupport

@testable import KubernetesAPI

/// An API server that can do only so much in a second, on a virtual clock and without a network. What comes on top is
/// sent away as API servers do: with status 429 and Retry-After.
final class SimulatedServer: APITransport {
    let cluster: TestCluster
    private let clock: TestClock
    private let latency = Duration.milliseconds(20)
    private let state: Mutex<State>

    private struct State {
        var bucket: TokenBucket
        var curve = RequestCurve()
        var isDown = false
        var watches: [Int: AsyncThrowingStream<ByteBuffer, any Error>.Continuation] = [:]
        /// When the time is over for which a watch was asked.
        var ends: [Int: Duration] = [:]
    }

    private struct Unreachable: Error {}

    init(_ cluster: TestCluster, _ clock: TestClock, perSecond: Int) {
        self.cluster = cluster
        self.clock = clock
        state = Mutex(State(bucket: Self.bucket(perSecond, now: .zero)))
    }

    /// An agent asks several things one after the other, which a server that is small because the fleet is has to bear.
    private static func bucket(_ perSecond: Int, now: Duration) -> TokenBucket {
        TokenBucket(capacity: max(perSecond / 10, 5), perSecond: Double(perSecond), now: now)
    }

    /// From now on it does so many requests a second, and what it got so far is forgotten.
    func begin(perSecond: Int) {
        state.withLock { state in
            state.bucket = Self.bucket(perSecond, now: clock.elapsed)
            state.curve = RequestCurve(from: clock.elapsed)
        }
    }

    var curve: RequestCurve { state.withLock(\.curve) }

    /// It breaks all connections and takes none, until it comes back without a memory of what it told watchers.
    func goDown() {
        let watches = state.withLock { state in
            state.isDown = true
            defer {
                state.watches = [:]
                state.ends = [:]
            }
            return state.watches
        }
        for (id, watch) in watches.sorted(by: { $0.key < $1.key }) {
            cluster.endWatch(id)
            watch.finish(throwing: Unreachable())
        }
    }

    /// Ends the watches whose time is over, as real servers do; for tests that let hours pass.
    func endDueWatches() {
        let now = clock.elapsed
        let due = state.withLock { state in
            let due = state.ends.filter { $0.value <= now }.keys.sorted()
            for id in due { state.ends[id] = nil }
            return due.compactMap { id in state.watches.removeValue(forKey: id).map { (id, $0) } }
        }
        for (id, watch) in due {
            cluster.endWatch(id)
            watch.finish()
        }
    }

    func comeBack(remembers: Bool = false) {
        if !remembers { cluster.expire() }
        state.withLock { $0.isDown = false }
    }

    func answer(to request: APIRequest, token: BearerToken?) async throws -> APIAnswer {
        try await clock.sleep(for: latency)
        guard try isAdmitted() else { return Self.busy }
        let received = Self.received(request, token)
        let fault = cluster.fault(for: received)
        if let refusal = try await Self.refusal(for: fault, clock) { return refusal }
        let answer = cluster.answer(received) { _ in }
        guard fault != .lostAnswer, fault != .cutAnswer else { throw Unreachable() }
        return Self.whole(answer)
    }

    /// What comes of a fault before the server has done anything; nil where it does something all the same.
    private static func refusal(for fault: Fault?, _ clock: TestClock) async throws -> APIAnswer? {
        switch fault {
        case .status(let code, let retryAfter):
            return whole(
                .status(code, code == 409 ? "Conflict" : "Fault", "a fault on demand", retryAfter: retryAfter))
        case .cut: throw Unreachable()
        case .late(let delay): try await clock.sleep(for: delay)
        case .lostAnswer, .cutAnswer, nil: break
        }
        return nil
    }

    func watch(_ request: APIRequest, token: BearerToken?) async throws -> APIWatch {
        try await clock.sleep(for: latency)
        guard try isAdmitted() else { return .refused(Self.busy) }
        let received = Self.received(request, token)
        let fault = cluster.fault(for: received)
        if let refusal = try await Self.refusal(for: fault, clock) { return .refused(refusal) }
        let (events, event) = AsyncThrowingStream<ByteBuffer, any Error>.makeStream()
        let answer = cluster.answer(received) { line in
            if let line { event.yield(ByteBuffer(string: line)) } else { event.finish() }
        }
        guard case .watch(let id, let lines) = answer else { return .refused(Self.whole(answer)) }
        for line in lines { event.yield(ByteBuffer(string: line)) }
        let seconds = received.query["timeoutSeconds"].flatMap { Int($0) } ?? 1800
        state.withLock { state in
            state.watches[id] = event
            state.ends[id] = clock.elapsed + .seconds(seconds)
        }
        // What the server ends itself it has forgotten already.
        event.onTermination = { [cluster] reason in
            if case .cancelled = reason { cluster.endWatch(id) }
        }
        if fault == .lostAnswer || fault == .cutAnswer {
            cluster.endWatch(id)
            event.finish(throwing: Unreachable())
        }
        return .events(events)
    }

    private func isAdmitted() throws -> Bool {
        let now = clock.elapsed
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

    private static func received(_ request: APIRequest, _ token: BearerToken?) -> ServerRequest {
        ServerRequest(
            method: request.method.rawValue, uri: request.target, authorization: token?.authorization,
            body: request.body.map { Array($0.compactJSONText.utf8) } ?? [])
    }
}
