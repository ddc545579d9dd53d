import Delivery
import HTTPSink
import MisbehavingServer
import SinkContract
import Testing

@Suite("An http sink", .timeLimit(.minutes(5))) struct ContractTests {
    /// The server gives its copy a new revision when another list comes: a PUT of the same one changes nothing there.
    @Test(arguments: SinkRule.allCases)
    func `keeps the contract of sinks`(rule: SinkRule) async throws {
        try await MisbehavingServer.run(.answer("204 No Content")) { server in
            let sink = try HTTPSink(
                HTTPSinkSettings(url: "http://127.0.0.1:\(server.port)/slices", timeout: .seconds(60)), version: "1")
            try await rule.check(sink) {
                let bodies = server.requests.map(\.body)
                let changes = zip(bodies, bodies.dropFirst()).count { $0 != $1 }
                return ObservedPool(slices: try ObservedPool.slices(in: bodies.last ?? ""), revision: "\(changes)")
            }
            await sink.close()
        }
    }
}
