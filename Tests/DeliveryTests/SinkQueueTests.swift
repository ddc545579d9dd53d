import Hardware
import SinkContract
import TestSupport
import Testing

@testable import Delivery

@Suite("A sink's queue", .timeLimit(.minutes(5))) struct SinkQueueTests {
    private let sink = FakeSink()
    private let clock = ManualClock()
    private let changes = StatusChanges()
    private let queue: SinkQueue

    private let a = SlicePublication.devices(1)
    private let b = SlicePublication.devices(2, generation: 2)
    private let c = SlicePublication.devices(3, generation: 3)
    private let down = SinkFailure.unavailable("The server is down.")
    private let refused = SinkFailure.rejected("The server wants another token.")

    init() {
        queue = SinkQueue(
            sink, clock: clock, random: TopGenerator(), now: { 1_790_000_000.5 }, onChange: changes.record)
    }

    @Test func `publishes what is handed over, and rests`() async {
        queue.submit(a)
        await running {
            await expect([.called(a), .held(a)])
            queue.submit(b)
            await expect([.called(b), .held(b)])
        }
        #expect(await sink.writes == 2)
        #expect(clock.sleepers == 0)
    }

    @Test func `does not publish the same state twice`() async {
        queue.submit(a)
        await running {
            await expect([.called(a), .held(a)])
            queue.submit(a)
            queue.submit(b)
            await expect([.called(b), .held(b)])
        }
    }

    @Test func `takes no notice of its sink's pace when a state is handed over, and drops all but the latest`() async {
        await sink.closeGate()
        queue.submit(a)
        await running {
            await expect([.called(a)])
            for count in 4...40 { queue.submit(.devices(count, generation: 9)) }
            queue.submit(c)
            await sink.openGate()
            await expect([.held(a), .called(c), .held(c)])
        }
        #expect(await sink.mostAtOnce == 1)
    }

    @Test func `forgets a state that is taken back before its sink took it`() async {
        await sink.closeGate()
        queue.submit(a)
        await running {
            await expect([.called(a)])
            queue.submit(b)
            queue.submit(a)
            await sink.openGate()
            await expect([.held(a)])
            queue.submit(c)
            await expect([.called(c), .held(c)])
        }
    }

    @Test func `waits longer after each failure, up to a limit, and starts over after a success`() async {
        for _ in 0..<11 { await sink.fail(down) }
        queue.submit(a)
        await running {
            for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
                await expect([.called(a), .failed(down)])
                await pass(.seconds(seconds))
            }
            await expect([.called(a), .held(a)])
            await sink.fail(down)
            queue.submit(b)
            await expect([.called(b), .failed(down)])
            #expect(await clock.sleeps.next() == .seconds(1))
        }
    }

    @Test func `waits for any time up to the limit, as chance has it`() {
        var delays = JitteredDelays(.standard, SeededGenerator(seed: 1))
        var waits = (0..<100).map { _ in delays.next() }
        #expect(waits.allSatisfy { $0 >= .zero && $0 <= .seconds(300) })
        #expect(waits.min() ?? .zero < .seconds(30))
        #expect(waits.max() ?? .zero > .seconds(270))
        delays.reset()
        waits = [delays.next()]
        #expect(waits[0] <= .seconds(1))
    }

    @Test func `brings a new state at once to a server that is back after a long outage`() async {
        for _ in 0..<8 { await sink.fail(down) }
        queue.submit(a)
        await running {
            for seconds in [1, 2, 4, 8, 16, 32, 64] {
                await expect([.called(a), .failed(down)])
                await pass(.seconds(seconds))
            }
            await expect([.called(a), .failed(down)])
            await beginWait(of: .seconds(128))
            queue.submit(b)
            await expect([.called(b), .held(b)])
        }
    }

    @Test func `begins its waits anew with a new state, since the outage may end at any time`() async {
        for _ in 0..<7 { await sink.fail(down) }
        queue.submit(a)
        await running {
            for seconds in [1, 2, 4, 8] {
                await expect([.called(a), .failed(down)])
                await pass(.seconds(seconds))
            }
            await expect([.called(a), .failed(down)])
            await beginWait(of: .seconds(16))
            queue.submit(b)
            for seconds in [1, 2] {
                await expect([.called(b), .failed(down)])
                await pass(.seconds(seconds))
            }
            await expect([.called(b), .held(b)])
        }
    }

    @Test func `tries new states no more than once a second, and then the newest one`() async {
        await sink.fail(down, down)
        queue.submit(a)
        await running {
            await expect([.called(a), .failed(down)])
            for newer in [b, c] {
                #expect(await clock.sleeps.next() == .seconds(1))
                queue.submit(.devices(9, generation: 9))
                queue.submit(newer)
                clock.advance(by: .milliseconds(999))
                #expect(await sink.calls == (newer == b ? 1 : 2))
                clock.advance(by: .milliseconds(1))
                await expect([.called(newer)])
                await expect(newer == b ? [.failed(down)] : [.held(newer)])
            }
        }
    }

    @Test func `is not hurried by a doubt while its server is down`() async {
        await sink.fail(down, down)
        queue.submit(a)
        await running {
            await expect([.called(a), .failed(down)])
            await pass(.seconds(1))
            await expect([.called(a), .failed(down)])
            await beginWait(of: .seconds(2))
            queue.doubt()
            clock.advance(by: .milliseconds(999))
            #expect(await sink.calls == 2)
            clock.advance(by: .milliseconds(1))
            await expect([.called(a), .held(a)])
        }
    }

    @Test func `waits at least as long as it is asked to, with newer states too`() async {
        let busy = SinkFailure.throttled("The server is busy.", retryAfter: .seconds(120))
        await sink.fail(busy)
        queue.submit(a)
        await running {
            await expect([.called(a), .failed(busy)])
            #expect(await clock.sleeps.next() == .seconds(121))
            queue.submit(b)
            clock.advance(by: .seconds(120))
            #expect(await sink.calls == 1)
            clock.advance(by: .seconds(1))
            await expect([.called(b), .held(b)])
        }
    }

    @Test func `tries again within seconds when its sink notices that the other side answers again`() async {
        for _ in 0..<7 { await sink.fail(down) }
        queue.submit(a)
        await running {
            for seconds in [1, 2, 4, 8, 16] {
                await expect([.called(a), .failed(down)])
                await pass(.seconds(seconds))
            }
            await expect([.called(a), .failed(down)])
            await beginWait(of: .seconds(32))
            await sink.tell(.answersAgain)
            await pass(.seconds(3), inOne: true)
            await expect([.called(a), .failed(down)])
            // The server is there, so the waits begin anew.
            await pass(.seconds(1))
            await expect([.called(a), .held(a)])
        }
    }

    @Test func `waits as long as it is asked to, though the other side answers again`() async {
        let busy = SinkFailure.throttled("The server is busy.", retryAfter: .seconds(120))
        await sink.fail(busy)
        queue.submit(a)
        await running {
            await expect([.called(a), .failed(busy)])
            #expect(await clock.sleeps.next() == .seconds(121))
            await sink.tell(.answersAgain)
            clock.advance(by: .seconds(121))
            await pass(.seconds(3), inOne: true)
            await expect([.called(a), .held(a)])
        }
        #expect(await sink.calls == 2)
    }

    @Test func `is not moved by an answer while nothing waits`() async {
        queue.submit(a)
        await running {
            await expect([.called(a), .held(a)])
            await sink.tell(.answersAgain)
            await sink.fail(down)
            queue.submit(b)
            await expect([.called(b), .failed(down)])
            await beginWait(of: .seconds(1))
            await expect([.called(b), .held(b)])
        }
        #expect(await sink.calls == 3)
    }

    @Test func `does not repeat what was refused until the state differs`() async {
        await sink.fail(refused)
        queue.submit(a)
        await running {
            await expect([.called(a), .failed(refused)])
            #expect(await clock.sleeps.next() == .seconds(600))
            queue.submit(a)
            clock.advance(by: .seconds(599))
            #expect(await sink.calls == 1)
            #expect(queue.status.state == .rejected(because: refused.description))
            queue.submit(b)
            await expect([.called(b), .held(b)])
        }
    }

    @Test func `tries what was refused again after a long time, since somebody may have put it right`() async {
        await sink.fail(refused)
        queue.submit(a)
        await running {
            await expect([.called(a), .failed(refused)])
            #expect(await clock.sleeps.next() == .seconds(600))
            clock.advance(by: .seconds(600))
            await expect([.called(a), .held(a)])
        }
    }

    @Test func `tries what was refused again when its sink says that the outside has changed`() async {
        await sink.fail(refused)
        queue.submit(a)
        await running {
            await expect([.called(a), .failed(refused)])
            _ = await clock.sleeps.next()
            queue.doubt()
            #expect(await clock.sleeps.next() == .seconds(1))
            clock.advance(by: .seconds(1))
            await expect([.called(a), .held(a)])
        }
    }

    @Test func `brings back what the outside has lost, once for many reports`() async {
        queue.submit(a)
        await running {
            await expect([.called(a), .held(a)])
            for _ in 0..<100 { await sink.lose() }
            #expect(await clock.sleeps.next() == .seconds(1))
            clock.advance(by: .seconds(1))
            await expect([.called(a), .held(a)])
            queue.submit(b)
            await expect([.called(b), .held(b)])
        }
        #expect(await sink.calls == 3)
    }

    @Test func `has nothing to bring back before the first state`() async {
        queue.doubt()
        await running {
            queue.submit(a)
            await expect([.called(a), .held(a)])
        }
        #expect(await sink.calls == 1)
    }

    @Test func `ends with its task, and the publication that hangs with it`() async {
        await sink.closeGate()
        queue.submit(a)
        await running { await expect([.called(a)]) }
        #expect(await sink.held == nil)
        #expect(queue.status.failures == 0)
    }

    @Test func `ends in the midst of a wait`() async {
        await sink.fail(down)
        queue.submit(a)
        await running { _ = await clock.sleeps.next() }
        #expect(clock.sleepers == 0)
    }

    @Test func `shows how it goes`() async throws {
        await sink.fail(down, refused)
        #expect(queue.status == SinkStatus())
        queue.submit(a)
        let queuedSince = try #require(queue.status.queuedSince)
        await running {
            await expect([.called(a), .failed(down)])
            _ = await clock.sleeps.next()
            #expect(queue.status.queuedSince == queuedSince)
            clock.advance(by: .seconds(1))
            await expect([.called(a), .failed(refused)])
            queue.submit(b)
            await expect([.called(b), .held(b)])
            // The queue rests when its sleep after the refusal has ended and the last change was told.
            await changes.first { $0.state == .idle && $0.attempts == 3 }
        }
        #expect(
            changes.told.map(\.state) == [
                .idle, .publishing, .waiting(because: down.description), .publishing,
                .rejected(because: refused.description), .publishing, .idle,
            ])
        let status = queue.status
        #expect((status.attempts, status.failures) == (3, 2))
        #expect(status.queuedSince == nil)
        #expect(status.lastSuccess == 1_790_000_000.5)
    }

    @Test func `says since when the oldest state waits that has not arrived`() async throws {
        await sink.closeGate()
        queue.submit(a)
        let first = try #require(queue.status.queuedSince)
        await running {
            await expect([.called(a)])
            queue.submit(b)
            queue.submit(c)
            #expect(queue.status.queuedSince == first)
            await sink.openGate()
            await expect([.held(a), .called(c), .held(c)])
            await changes.first { $0.queuedSince == nil && $0.attempts == 2 }
        }
        let second = changes.told.filter { $0.attempts == 1 && $0.state == .idle }.compactMap(\.queuedSince)
        #expect(second.count == 1)
        #expect(second.allSatisfy { $0 > first })
    }

    @Test func `publishes once for those who do not stay`() async throws {
        try await queue.publishOnce(a)
        #expect(await sink.held == a)
        #expect(queue.status.state == .idle)
    }

    @Test func `publishes once and says why it could not`() async {
        await sink.fail(down)
        #expect(await failure(of: a) == down)
        #expect(await sink.calls == 1)
        #expect(queue.status.state == .waiting(because: down.description))
    }

    @Test func `publishes once with as many attempts as patience allows`() async {
        await sink.fail(down, down, down)
        async let outcome = failure(of: a, patience: .seconds(4))
        for seconds in [1, 2] {
            #expect(await clock.sleeps.next() == .seconds(seconds))
            clock.advance(by: .seconds(seconds))
        }
        #expect(await outcome == down)
        #expect(await sink.calls == 3)
    }

    private func failure(of publication: SlicePublication, patience: Duration = .zero) async -> SinkFailure? {
        do {
            try await queue.publishOnce(publication, patience: patience)
            return nil
        } catch {
            return error
        }
    }

    /// Lets a wait after a failed attempt pass, which must be so long.
    private func pass(_ wait: Duration, inOne: Bool = false) async {
        guard !inOne else {
            #expect(await clock.sleeps.next() == wait)
            clock.advance(by: wait)
            return
        }
        await beginWait(of: wait)
        clock.advance(by: wait - .seconds(1))
    }

    /// The first second of a wait, in which nothing is tried; the rest has begun when this returns.
    private func beginWait(of wait: Duration) async {
        #expect(await clock.sleeps.next() == .seconds(1))
        clock.advance(by: .seconds(1))
        guard wait > .seconds(1) else { return }
        #expect(await clock.sleeps.next() == wait - .seconds(1))
    }

    /// Runs the queue beside a test's steps.
    private func running(
        _ steps: () async -> Void
    ) async {
        // Cancelled and awaited at the end of the scope.
        async let _: Void = queue.run()
        await steps()
    }

    private func expect(
        _ expected: [FakeSink.Event],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        for event in expected {
            let met = await sink.events.next()
            #expect(met?.summary == event.summary, sourceLocation: sourceLocation)
        }
    }
}

extension FakeSink.Event {
    /// Short enough to read when a test fails.
    fileprivate var summary: String {
        switch self {
        case .called(let publication): "called \(publication.inventory.accelerators.count)"
        case .held(let publication): "held \(publication.inventory.accelerators.count)"
        case .failed(let failure): "failed: \(failure)"
        }
    }
}
