import Hardware
import SinkContract
import TestSupport
import Testing

@testable import Delivery

/// A queue with a sink that does as told, on a clock that the test moves.
struct QueueFixture: Sendable {
    let sink = FakeSink()
    let clock = TestClock()
    let changes = StatusChanges()
    let queue: SinkQueue

    init() {
        queue = SinkQueue(
            sink, clock: clock, random: TopGenerator(), now: { 1_790_000_000.5 }, observe: changes.record)
    }
}

/// The words that tests of the queue are written in.
protocol QueueSuite: Sendable {
    var fixture: QueueFixture { get }
}

extension QueueSuite {
    var sink: FakeSink { fixture.sink }
    var clock: TestClock { fixture.clock }
    var changes: StatusChanges { fixture.changes }
    var queue: SinkQueue { fixture.queue }

    var a: SlicePublication { .devices(1) }
    var b: SlicePublication { .devices(2, generation: 2) }
    var c: SlicePublication { .devices(3, generation: 3) }
    var down: SinkFailure { .unavailable("The server is down.") }
    var refused: SinkFailure { .rejected("The server wants another token.") }

    /// Lets a wait after a failed attempt pass, which must be so long.
    func pass(_ wait: Duration, inOne: Bool = false) async {
        guard !inOne else {
            #expect(await clock.sleeps.next() == wait)
            clock.advance(by: wait)
            return
        }
        await beginWait(of: wait)
        clock.advance(by: wait - .seconds(1))
    }

    /// The first second of a wait, in which nothing is tried; the rest has begun when this returns.
    func beginWait(of wait: Duration) async {
        #expect(await clock.sleeps.next() == .seconds(1))
        clock.advance(by: .seconds(1))
        guard wait > .seconds(1) else { return }
        #expect(await clock.sleeps.next() == wait - .seconds(1))
    }

    /// Runs the queue beside a test's steps.
    func running(_ steps: () async -> Void) async {
        // Cancelled and awaited at the end of the scope.
        async let _: Void = queue.run()
        await steps()
    }

    func expect(_ expected: [FakeSink.Event], sourceLocation: SourceLocation = #_sourceLocation) async {
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
