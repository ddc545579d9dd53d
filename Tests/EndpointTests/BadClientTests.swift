import Endpoint
import NIOCore
import Testing

@Suite("A bad client", .timeLimit(.minutes(5))) struct BadClientTests {
    @Test(
        arguments: [
            "garbage\r\n\r\n", "GET /metrics\r\n\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}",
            "GET /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
            "GET /metrics HTTP/1.1\r\n\r\n", "GET /metrics HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
            "GET /metrics HTTP/1.1\r\nHost: localhost\r\nX: \(String(repeating: "x", count: 20_000))\r\n\r\n",
        ].map(Bytes.init)) func `is refused, and others are served`(garbage: Bytes) async throws
    {
        try await RunningEndpoint.run { endpoint in
            let answer = try await endpoint.send(garbage.text)
            #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"), "\(answer)")
            #expect(try await endpoint.ask("/healthz").status == 200)
        }
    }

    @Test func `that sends a head slowly holds up nobody, and is cut off`() async throws {
        try await RunningEndpoint.run(limits: .impatient) { endpoint in
            try await endpoint.connect().executeThenClose { inbound, outbound in
                try await outbound.write(ByteBuffer(string: "GET /healthz HT"))
                #expect(try await endpoint.ask("/healthz").status == 200)
                #expect(try await inbound.reduce(into: 0) { $0 += $1.readableBytes } == 0)
            }
        }
    }

    @Test func `that never ends its body is cut off`() async throws {
        var limits = EndpointLimits.patient
        limits.lifetime = .milliseconds(200)
        try await RunningEndpoint.run(limits: limits) { endpoint in
            // Whether its answer arrives before the end is up to the machine; that the end comes is not.
            _ = try await endpoint.send("POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nx")
        }
    }

    @Test func `that takes all connections loses them in favour of others`() async throws {
        var limits = EndpointLimits.impatient
        limits.connections = 2
        try await RunningEndpoint.run(limits: limits) { endpoint in
            try await endpoint.connect().executeThenClose { _, _ in
                try await endpoint.connect().executeThenClose { _, _ in
                    let answer = try await endpoint.ask("/healthz")
                    #expect(answer.status == 200)
                }
            }
        }
    }
}

/// Bytes of which a failure shows the first few.
struct Bytes: CustomTestStringConvertible {
    let text: String
    var testDescription: String { String(text.prefix(40)) }
}

extension EndpointLimits {
    /// For machines that are busy with other tests.
    static var patient: EndpointLimits {
        var limits = EndpointLimits()
        limits.idle = .seconds(600)
        limits.lifetime = .seconds(600)
        return limits
    }

    static var impatient: EndpointLimits {
        var limits = EndpointLimits.patient
        limits.idle = .milliseconds(200)
        return limits
    }
}
