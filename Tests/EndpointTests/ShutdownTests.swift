import AgentMetrics
import Endpoint
import Logging
import NIOCore
import ServiceLifecycle
import Testing

@Suite("The endpoint's end", .timeLimit(.minutes(1))) struct ShutdownTests {
    @Test func `does not wait for clients that say nothing`() async throws {
        try await RunningEndpoint.run { endpoint in
            try await endpoint.connect().executeThenClose { inbound, outbound in
                try await outbound.write(ByteBuffer(string: "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"))
                var answers = inbound.makeAsyncIterator()
                #expect(try await answers.next() != nil)
                await endpoint.stop()
                while try await answers.next() != nil {}
            }
        }
    }

    @Test func `comes as well while it waits to try again`() async throws {
        let clock = HeldClock()
        let nowhere = EndpointAddress.unix("/nonexistent/endpoint.sock")
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let service = EndpointService(
            nowhere, telemetry: .of(TestClock()), patience: .seconds(60), logger: logger, clock: clock)
        let services = ServiceGroup(services: [service], logger: logger)
        try await withThrowingTaskGroup { group in
            group.addTask { try await services.run() }
            _ = await clock.sleepers.first { _ in true }
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
    }
}
