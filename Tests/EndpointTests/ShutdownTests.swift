import Endpoint
import NIOCore
import Testing

@Suite("The endpoint's end", .timeLimit(.minutes(5))) struct ShutdownTests {
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
}
