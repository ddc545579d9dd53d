import AgentConfiguration
import AgentLoop
import Endpoint
import NIOHTTP1
import Operations
import SystemPackage
import TestSupport
import Testing

@Suite("The endpoint's answers", .timeLimit(.minutes(5))) struct AnswerTests {
    let clock = TestClock()
    let telemetry: Telemetry

    init() { telemetry = .of(clock) }

    @Test(arguments: ["/healthz", "/livez"]) func `say whether the loop is alive`(path: String) async throws {
        telemetry.observe(.turned(again: .seconds(60)))
        try await RunningEndpoint.run(telemetry: telemetry) { endpoint in
            let well = try await endpoint.ask(path)
            #expect(well.status == 200)
            #expect(well.body == "ok\n")
            clock.advance(by: .seconds(61))
            let stuck = try await endpoint.ask(path)
            #expect(stuck.status == 503)
            #expect(stuck.body == "The agent is stuck: its loop last turned 61 s ago, and 60 s are the most.\n")
            telemetry.observe(.turned(again: .seconds(60)))
            #expect(try await endpoint.ask(path).status == 200)
        }
    }

    @Test func `say what is missing until the agent is ready`() async throws {
        try await RunningEndpoint.run(telemetry: telemetry) { endpoint in
            let before = try await endpoint.ask("/readyz")
            #expect(before.status == 503)
            #expect(before.body == "The first survey and its CDI files are not done yet.\n")
            telemetry.observe(.becameReady(AgentStatus(summary: "Devices: 1 offered.")))
            let after = try await endpoint.ask("/readyz")
            #expect(after.status == 200)
            #expect(after.body == "ok\n")
        }
    }

    @Test func `have the metrics as the telemetry has them`() async throws {
        telemetry.observe(.noticed("pci"))
        try await RunningEndpoint.run(telemetry: telemetry) { endpoint in
            let metrics = try await endpoint.ask("/metrics")
            #expect(metrics.status == 200)
            #expect(metrics.headers["Content-Type"] == ["text/plain; version=0.0.4; charset=utf-8"])
            #expect(metrics.body == telemetry.text)
            #expect(try await endpoint.ask("/metrics?name=x").body == telemetry.text)
        }
    }

    @Test func `to HEAD are those to GET without their bodies`() async throws {
        try await RunningEndpoint.run(telemetry: telemetry) { endpoint in
            let metrics = try await endpoint.ask("/metrics", .HEAD)
            #expect(metrics.status == 200)
            #expect(metrics.headers["Content-Length"] == ["\(telemetry.text.utf8.count)"])
            #expect(metrics.body.isEmpty)
        }
    }

    @Test(arguments: [
        "//", "/index.html", "/metric", "/metrics/", "//metrics", "/healthz/../metrics", "/%6detrics", "*",
    ])
    func `are 404 elsewhere`(path: String) async throws {
        try await RunningEndpoint.run { endpoint in
            let answer = try await endpoint.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 404 Not Found\r\n"), "\(answer)")
        }
    }

    @Test(arguments: [HTTPMethod.POST, .PUT, .DELETE, .OPTIONS])
    func `are 405 to those who want to change something`(method: HTTPMethod) async throws {
        try await RunningEndpoint.run { endpoint in
            let answer = try await endpoint.ask("/metrics", method)
            #expect(answer.status == 405)
            #expect(answer.headers["Allow"] == ["GET, HEAD"])
        }
    }

    @Test func `come one after the other in one connection`() async throws {
        try await RunningEndpoint.run { endpoint in
            let answers = try await endpoint.send(
                "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            )
            #expect(answers.matches(of: /HTTP\/1.1 (\d+)/).map(\.output.1) == ["200", "404"])
        }
    }

    @Test(arguments: [
        "localhost", "LocalHost:9400", "127.0.0.1:1", "127.0.0.1", "[::1]:9400", "[::1]", "10.1.2.3:9443",
        "[fd00::1]:80",
    ])
    func `go to those who name this machine or an address`(host: String) async throws {
        try await RunningEndpoint.run { endpoint in
            let answer = try await endpoint.send(
                "GET /healthz HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"), "\(answer)")
        }
    }

    /// A page in a browser on this machine whose name was made to lead here names itself.
    @Test(arguments: [
        "evil.example", "evil.example:9400", "localhost.evil.example", "127.0.0.1.evil.example", "[::1", "::1", "",
        "localhost:", "localhost:x", "localhost:80:80", "1.2.3", "user@localhost", "[127.0.0.1]", "[::1].evil.example",
    ])
    func `do not go to those who take it for another host`(host: String) async throws {
        try await RunningEndpoint.run { endpoint in
            for path in ["/healthz", "/metrics"] {
                let answer = try await endpoint.send(
                    "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 421 Misdirected Request\r\n"), "\(answer)")
                #expect(!answer.contains("apus_"))
            }
        }
    }

    @Test func `on a socket go to everybody who may open it`() async throws {
        let directory = try TemporaryDirectory()
        try await RunningEndpoint.run(.unix(FilePath("\(directory.path)/socket"))) { endpoint in
            for host in ["Host: apus\r\n", ""] {
                let answer = try await endpoint.send("GET /healthz HTTP/1.1\r\n\(host)Connection: close\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"), "\(answer)")
            }
        }
    }

    /// `send` returns when the other side closes.
    @Test(arguments: [
        "GET /healthz HTTP/1.0\r\n\r\n", "GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: Close\r\n\r\n",
    ])
    func `end the connection where nobody asks to keep it`(request: String) async throws {
        try await RunningEndpoint.run { endpoint in
            let answer = try await endpoint.send(request)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("\r\n\r\nok\n"), "\(answer)")
        }
    }

    @Test func `keep a connection of HTTP 1.0 that asks for it`() async throws {
        try await RunningEndpoint.run { endpoint in
            let request = "GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
            let answers = try await endpoint.send(request + "GET /nowhere HTTP/1.0\r\n\r\n")
            #expect(answers.matches(of: /HTTP\/1.\d (\d+)/).map(\.output.1) == ["200", "404"])
        }
    }
}
