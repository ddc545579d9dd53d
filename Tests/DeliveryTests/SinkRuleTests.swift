import Delivery
import Documents
import SinkContract
import Synchronization
import Testing

@Suite("The contract of sinks", .timeLimit(.minutes(5))) struct SinkRuleTests {
    @Test(arguments: [SinkRule.replacement, .sameGeneration, .shrinking, .growth])
    func `is broken by a sink that keeps old slices`(rule: SinkRule) async {
        await expect(FaultySink { held, new in held + new }, breaks: rule)
    }

    @Test(arguments: SinkRule.allCases)
    func `is broken by a sink that loses a slice`(rule: SinkRule) async {
        await expect(FaultySink { _, new in new.dropLast() }, breaks: rule)
    }

    @Test func `is broken by a sink that writes what is there`() async {
        await expect(FaultySink { _, new in new }, breaks: .repetition)
    }

    private func expect(_ sink: FaultySink, breaks rule: SinkRule) async {
        await withKnownIssue {
            try await rule.check(sink) { sink.pool }
        }
    }
}

/// Writes each time, and what it likes.
private final class FaultySink: SliceSink {
    private let change: @Sendable ([JSONValue], [JSONValue]) -> [JSONValue]
    private let state = Mutex<(slices: [JSONValue], writes: Int)>(([], 0))

    init(_ change: @escaping @Sendable ([JSONValue], [JSONValue]) -> [JSONValue]) { self.change = change }

    var pool: ObservedPool {
        let (slices, writes) = state.withLock { $0 }
        return ObservedPool(slices: slices, revision: "\(writes)")
    }

    func publish(_ publication: SlicePublication) async throws(SinkFailure) {
        state.withLock { state in
            state.slices = change(state.slices, publication.documents)
            state.writes += 1
        }
    }
}
