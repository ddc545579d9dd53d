import SinkContract
import TestSupport
import Testing

@testable import Delivery

@Suite("Publishing once", .timeLimit(.minutes(5)))
struct PublishOnceTests: QueueSuite {
    let fixture = QueueFixture()

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
}
