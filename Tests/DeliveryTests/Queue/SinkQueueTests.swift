import SinkContract
import TestSupport
import Testing

@testable import Delivery

@Suite("A sink's queue", .timeLimit(.minutes(5)))
struct SinkQueueTests: QueueSuite {
    let fixture = QueueFixture()

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

    /// Many agents begin at the same time; few have a change for a server that came back.
    @Test func `tries a busy server less and less often, but often with a change of what it has`() async {
        let busy = SinkFailure.throttled("The server is busy.", retryAfter: .seconds(1))
        for _ in 0..<8 { await sink.fail(busy) }
        queue.submit(a)
        await running {
            for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
                await expect([.called(a), .failed(busy)])
                await passBusy(.seconds(seconds))
            }
            await expect([.called(a), .held(a)])
            for _ in 0..<4 { await sink.fail(busy) }
            queue.submit(b)
            for seconds in [1, 2, 4, 4] {
                await expect([.called(b), .failed(busy)])
                await passBusy(.seconds(seconds))
            }
            await expect([.called(b), .held(b)])
        }
    }

    /// Lets the second pass that the server asks for, and a wait.
    private func passBusy(_ wait: Duration) async {
        #expect(await clock.sleeps.next() == .seconds(2))
        clock.advance(by: .seconds(2))
        guard wait > .seconds(1) else { return }
        #expect(await clock.sleeps.next() == wait - .seconds(1))
        clock.advance(by: wait - .seconds(1))
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
}
