import Delivery
import Documents
import HTTPSink
import MisbehavingServer
import ResourceSlices
import SystemPackage
import Testing
import TestSupport

@Suite("A request to the server", .timeLimit(.minutes(5))) struct RequestTests {
    @Test func `puts all slices as one list`() async throws {
        try await MisbehavingServer.run(.answer("200 OK")) { server in
            let failure = try await HTTPSink.failure(settings(server, "/pools/{node}?replace=yes&from={node}"))
            #expect(failure == nil)
            let request = try #require(server.requests.first)
            #expect(server.requests.count == 1)
            #expect(request.line == "PUT /pools/node-1?replace=yes&from=node-1 HTTP/1.1")
            #expect(request.headers["content-type"] == "application/json")
            #expect(request.headers["user-agent"] == "apusd/1.2.3")
            #expect(request.headers["host"] == "127.0.0.1:\(server.port)")
            #expect(request.headers["authorization"] == nil)
            let publication = try SlicePublication.empty()
            #expect(request.body == publication.pool.resourceSliceList(.v1).compactJSONText)
        }
    }

    @Test func `uses the connection of the one before`() async throws {
        try await MisbehavingServer.run(.answer("200 OK", body: "thanks")) { server in
            let sink = try HTTPSink(settings(server), version: "1")
            for _ in 1...3 { #expect(try await sink.failure() == nil) }
            await sink.close()
            #expect(server.requests.count == 3)
            #expect(server.connections == 1)
        }
    }

    @Test func `makes a new connection where the last one broke`() async throws {
        try await MisbehavingServer.run(.sayAndReset(""), .answer("200 OK")) { server in
            let sink = try HTTPSink(settings(server), version: "1")
            #expect(try await sink.failure()?.isUnavailable == true)
            #expect(try await sink.failure() == nil)
            await sink.close()
        }
    }

    @Test func `leaves no connection behind when the sink is closed or forgotten`() async throws {
        try await MisbehavingServer.run(.answer("200 OK"), .answer("200 OK"), .silence) { server in
            var sink: HTTPSink? = try HTTPSink(settings(server), version: "1")
            #expect(try await sink?.failure() == nil)
            sink = nil
            try await server.connectionsEnd()
            #expect(try await HTTPSink.failure(settings(server)) == nil)
            try await server.connectionsEnd()
            // Its time is over when the server has it.
            let clock = TestClock()
            async let late = HTTPSink.failure(settings(server), clock: clock)
            let timeout = try #require(await clock.sleeps.next())
            while server.requests.count < 3, !Task.isCancelled { await Task.yield() }
            clock.advance(by: timeout)
            #expect(try await late?.isUnavailable == true)
            try await server.connectionsEnd()
            #expect(server.connections == 3)
        }
    }

    @Test func `is not made any more after the end`() async throws {
        try await MisbehavingServer.run(.answer("200 OK")) { server in
            let sink = try HTTPSink(settings(server), version: "1")
            await sink.close()
            await sink.close()
            #expect(try await sink.failure()?.isUnavailable == true)
            #expect(server.connections == 0)
        }
    }

    @Test func `ends at once when nobody waits for it any more`() async throws {
        try await MisbehavingServer.run(.silence) { server in
            let sink = try HTTPSink(settings(server, timeout: .seconds(600)), version: "1")
            let failure = try await withThrowingTaskGroup(of: SinkFailure?.self) { group in
                group.addTask { try await sink.failure() }
                while server.requests.isEmpty, !Task.isCancelled { await Task.yield() }
                group.cancelAll()
                return try await group.next() ?? nil
            }
            #expect(failure?.description.contains("was stopped") == true)
            await sink.close()
        }
    }

    @Test func `to a port without a server is refused`() async throws {
        let unserved = UnservedPort()
        let port = unserved.number
        defer { withExtendedLifetime(unserved) {} }
        let failure = try #require(
            try await HTTPSink.failure(HTTPSinkSettings(url: "http://127.0.0.1:\(port)/slices")))
        #expect(
            failure
                == .unavailable(
                    "http://127.0.0.1:\(port)/slices refuses connections. Check that the server runs and listens there."
                ))
    }

    @Test func `to a host without an address says so`() async throws {
        let failure = try #require(try await HTTPSink.failure(HTTPSinkSettings(url: "https://apus.invalid/slices")))
        #expect(
            failure
                == .unavailable(
                    "The host of https://apus.invalid/slices has no address. Check its name and this node's DNS."))
    }

    @Test func `goes through a Unix socket`() async throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/a b.sock"
        let url = "http+unix://\(path.replacing("/", with: "%2f").replacing(" ", with: "%20"))/slices"
        try await MisbehavingServer.run(.answer("204 No Content"), socket: path) { server in
            let failure = try await HTTPSink.failure(HTTPSinkSettings(url: url))
            #expect(failure == nil)
            #expect(server.requests.first?.line == "PUT /slices HTTP/1.1")
            #expect(server.requests.first?.headers["host"] == "localhost")
        }
        directory.remove("a b.sock")
        let failure = try #require(try await HTTPSink.failure(HTTPSinkSettings(url: url)))
        #expect(failure.isUnavailable)
        #expect(failure.description.contains("The socket of http+unix://"))
    }

    private func settings(
        _ server: MisbehavingServer, _ target: String = "/slices", timeout: Duration = .seconds(30)
    ) throws -> HTTPSinkSettings {
        try HTTPSinkSettings(url: "http://127.0.0.1:\(server.port)\(target)", timeout: timeout)
    }
}
