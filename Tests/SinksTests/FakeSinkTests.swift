import SinkContract
import Sinks
import Testing

@Suite("A fake sink", .timeLimit(.minutes(1))) struct FakeSinkTests {
    @Test(arguments: SinkRule.allCases) func `keeps the contract of sinks`(rule: SinkRule) async throws {
        let sink = FakeSink()
        try await rule.check(sink) { await sink.pool }
    }
}
