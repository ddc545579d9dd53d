import AgentConfiguration
import Endpoint
import Glibc
import InMemoryLogging
import Logging
import NIOCore
import NIOPosix
import SystemPackage
import TestSupport
import Testing

@Suite("The endpoint's place", .timeLimit(.minutes(5))) struct ListeningTests {
    let temporary: TemporaryDirectory
    let path: FilePath

    init() throws {
        temporary = try TemporaryDirectory()
        path = FilePath(temporary.path).appending("endpoint.sock")
    }

    @Test func `is a socket for its owner and group, and goes away at the end`() async throws {
        try await RunningEndpoint.run(.unix(path)) { endpoint in
            #expect(mode(of: path) == S_IFSOCK | 0o660)
            let answer = try await endpoint.ask("/healthz")
            #expect(answer.status == 200)
        }
        #expect(temporary.names().isEmpty)
    }

    @Test func `is told once, and its end is no error`() async throws {
        let logs = InMemoryLogHandler()
        try await RunningEndpoint.run(.unix(path), logs: logs) { endpoint in
            let connection = try await endpoint.connect()
            try await connection.executeThenClose { inbound, outbound in
                try await outbound.write(ByteBuffer(string: "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                var answers = inbound.makeAsyncIterator()
                #expect(try await answers.next() != nil)
                await endpoint.stop()
                while try await answers.next() != nil {}
            }
        }
        let told = logs.entries.filter { $0.level >= .info }.map { "\($0.message)" }
        #expect(told == ["Health and metrics are served on unix:\(path)."])
    }

    @Test func `is taken over from a process that died`() async throws {
        try leaveSocketBehind()
        try await RunningEndpoint.run(.unix(path)) { endpoint in
            let answer = try await endpoint.ask("/healthz")
            #expect(answer.status == 200)
        }
    }

    @Test func `is not taken from a process that lives, until it ends`() async throws {
        let logs = InMemoryLogHandler()
        let clock = TestClock()
        let other = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(unixDomainSocketPath: path.string).get()
        try await RunningEndpoint.run(.unix(path), logs: logs, clock: clock) {
            let wait = try #require(await clock.sleeps.next())
            #expect(mode(of: path) != nil)
            try await other.close()
            clock.advance(by: wait)
        } _: { endpoint in
            #expect(
                warnings(in: logs) == [
                    """
                    Health and metrics are not served on unix:\(path): Another process listens on \(path). Stop it or name \
                    another socket. The rest goes on; the next attempt is in 1 s.
                    """
                ])
            let answer = try await endpoint.ask("/healthz")
            #expect(answer.status == 200)
        }
    }

    @Test func `is not taken from a file`() async throws {
        try temporary.put("precious", at: "endpoint.sock")
        let logs = InMemoryLogHandler()
        let clock = TestClock()
        try await RunningEndpoint.run(.unix(path), logs: logs, clock: clock) {
            let wait = try #require(await clock.sleeps.next())
            #expect(temporary.text(of: "endpoint.sock") == "precious")
            temporary.remove("endpoint.sock")
            clock.advance(by: wait)
        } _: { _ in
            let warning = try #require(warnings(in: logs).first)
            #expect(warning.contains("is there already and is no socket."))
        }
    }

    @Test func `is a port that it waits for with growing patience`() async throws {
        let logs = InMemoryLogHandler()
        let clock = TestClock()
        let other = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(other.localAddress?.port)
        let address = ListenAddress.loopback(host: "127.0.0.1", port: port)
        try await RunningEndpoint.run(address, logs: logs, clock: clock) {
            var delays: [Duration] = []
            while delays.count < 8, let wait = await clock.sleeps.next() {
                delays.append(wait)
                if delays.count == 8 { try await other.close() }
                clock.advance(by: wait)
            }
            #expect(delays == [1, 2, 4, 8, 16, 32, 60, 60].map(Duration.seconds))
        } _: { endpoint in
            #expect(
                warnings(in: logs).first
                    == """
                    Health and metrics are not served on 127.0.0.1:\(port): Address already in use. The rest goes on; \
                    the next attempt is in 1 s.
                    """)
            let answer = try await endpoint.ask("/healthz")
            #expect(answer.status == 200)
        }
    }

    @Test func `says when its path is too long for a socket`() async throws {
        let logs = InMemoryLogHandler()
        let long = path.appending(String(repeating: "x", count: 108))
        try await RunningEndpoint.runInVain(.unix(long), logs: logs)
        #expect(try #require(warnings(in: logs).first).contains("is longer than the 107 bytes"))
    }

    @Test func `is left when the agent stops while the endpoint waits to try again`() async throws {
        let logs = InMemoryLogHandler()
        try await RunningEndpoint.runInVain(.unix("/nonexistent/endpoint.sock"), logs: logs)
        #expect(warnings(in: logs).count == 1)
    }

    /// A socket that nobody listens on any more.
    private func leaveSocketBehind() throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.string.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
    }
}

/// Type and permissions; nil where nothing is there.
private func mode(of path: FilePath) -> mode_t? {
    var status = stat()
    return lstat(path.string, &status) == 0 ? status.st_mode : nil
}

private func warnings(in logs: InMemoryLogHandler) -> [String] {
    logs.entries.filter { $0.level == .warning }.map { "\($0.message)" }
}
