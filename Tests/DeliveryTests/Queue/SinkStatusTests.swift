import SinkContract
import TestSupport
import Testing

@testable import Delivery

@Suite("The status of a sink", .timeLimit(.minutes(5)))
struct SinkStatusTests: QueueSuite {
    let fixture = QueueFixture()

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
}
