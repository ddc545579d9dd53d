import SinkContract
import TestSupport
import Testing

@testable import Delivery

@Suite("What a sink tells its queue", .timeLimit(.minutes(5)))
struct SinkNoticeTests: QueueSuite {
    let fixture = QueueFixture()

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
}
