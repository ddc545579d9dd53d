import Delivery
import SinkContract
import Testing

@Suite("A fake sink", .timeLimit(.minutes(5))) struct FakeSinkTests {
    @Test(arguments: SinkRule.allCases) func `keeps the contract of sinks`(rule: SinkRule) async throws {
        let sink = FakeSink()
        try await rule.check(sink) { await sink.pool }
    }
}
