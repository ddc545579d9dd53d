import Delivery
import HTTPSink
import MisbehavingServer
import SystemPackage
import Testing
import TestSupport

@Suite("A bearer token", .timeLimit(.minutes(5))) struct TokenTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func `is sent without the newline at the end of its file`() async throws {
        try directory.put("s3cret.to-ken\r\n", at: "token")
        try await MisbehavingServer.run(.answer("200 OK")) { server in
            let failure = try await HTTPSink.failure(settings(server))
            #expect(failure == nil)
            #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer s3cret.to-ken"])
        }
    }

    @Test func `is read again for each attempt`() async throws {
        try directory.put("first\n", at: "token")
        try await MisbehavingServer.run(.answer("200 OK")) { server in
            let sink = try HTTPSink(settings(server), version: "1")
            #expect(try await sink.failure() == nil)
            try directory.put("second\n", at: "token")
            #expect(try await sink.failure() == nil)
            await sink.close()
            #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer first", "Bearer second"])
            #expect(server.connections == 1)
        }
    }

    @Test(arguments: ["401 Unauthorized", "403 Forbidden"])
    func `that is denied is not sent again while it is the same`(status: String) async throws {
        try directory.put("stale\n", at: "token")
        try await MisbehavingServer.run(.answer(status, body: "no")) { server in
            let failure = try await HTTPSink.failure(settings(server))
            #expect(
                failure
                    == .rejected(
                        "http://127.0.0.1:\(server.port)/slices denies access with \(status): no. Check the token in "
                            + "\(directory.path)/token and what it may do."))
            #expect(server.requests.count == 1)
        }
    }

    @Test func `that was replaced while the old one was denied is tried at once`() async throws {
        // The server replaces the file before it denies the first request.
        let directory = directory
        try directory.put("old\n", at: "token")
        try await MisbehavingServer.run(
            .answerAfter({ _ = try? directory.put("new\n", at: "token") }, "401 Unauthorized"), .answer("200 OK")
        ) { server in
            let failure = try await HTTPSink.failure(settings(server))
            #expect(failure == nil)
            #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer old", "Bearer new"])
        }
    }

    @Test func `that is denied is looked at until it changes`() async throws {
        try directory.put("stale\n", at: "token")
        try await MisbehavingServer.run(.answer("401 Unauthorized"), .answer("200 OK")) { server in
            let clock = TestClock()
            let sink = try HTTPSink(settings(server), version: "1", clock: clock)
            let (looks, report) = AsyncStream.makeStream(of: Void.self)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await sink.watch { _ in report.yield() } }
                let denial = try await sink.failure()
                #expect(denial?.isRejected == true)
                for _ in 1...3 {
                    await waitsForAMinute(clock)
                    clock.advance(by: .seconds(60))
                }
                await waitsForAMinute(clock)
                try directory.put("fresh\n", at: "token")
                clock.advance(by: .seconds(60))
                for await _ in looks { break }
                let failure = try await sink.failure()
                #expect(failure == nil)
                group.cancelAll()
            }
            await sink.close()
            #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer stale", "Bearer fresh"])
        }
    }

    /// Until somebody begins to; requests have other limits.
    private func waitsForAMinute(_ clock: TestClock) async {
        while let duration = await clock.sleeps.next(), duration != .seconds(60) {}
    }

    @Test func `is not looked at while the server takes it`() async throws {
        try directory.put("good\n", at: "token")
        try await MisbehavingServer.run(.answer("200 OK")) { server in
            let clock = TestClock()
            let sink = try HTTPSink(settings(server), version: "1", clock: clock)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await sink.watch { _ in Issue.record("Nothing has changed.") } }
                for _ in 1...3 {
                    let failure = try await sink.failure()
                    #expect(failure == nil)
                }
                group.cancelAll()
            }
            await sink.close()
            #expect(!clock.sleeps.unread.contains(.seconds(60)))
        }
    }

    @Test(arguments: [
        ("", "is empty"), ("\n", "is empty"), ("a b", "holds blanks"), ("a\nb", "holds blanks"),
        ("a\u{0}", "holds blanks"), ("a\u{1}", "holds blanks"),
    ])
    func `that cannot be one is not sent`(content: String, reason: String) async throws {
        try directory.put(content, at: "token")
        try await MisbehavingServer.run(.answer("200 OK")) { server in
            let failure = try #require(try await HTTPSink.failure(settings(server)))
            #expect(failure.isUnavailable)
            #expect(failure.description.hasPrefix("The token file \(directory.path)/token \(reason)"))
            #expect(server.connections == 0)
        }
    }

    @Test func `whose file is missing is waited for`() async throws {
        try await MisbehavingServer.run(.answer("200 OK")) { server in
            let sink = try HTTPSink(settings(server), version: "1")
            let failure = try #require(try await sink.failure())
            #expect(
                failure
                    == .unavailable(
                        "The file \(directory.path)/token cannot be read: No such file or directory. Make it readable for "
                            + "the user that apusd runs as, or correct its name in the configuration."))
            try directory.put("here\n", at: "token")
            #expect(try await sink.failure() == nil)
            await sink.close()
        }
    }

    @Test func `is blotted out where the server repeats it`() async throws {
        let secret = "eyJhbGciOi.J9-x_y"
        try directory.put(secret + "\n", at: "token")
        let answers: [Reaction] = [
            .answer("422 Unprocessable Entity", body: "cannot use \(secret)\u{301} here"),
            .answer("401 Unauthorized", body: secret), .answer("500 \(secret)", body: secret + secret),
            .answer("302 Found", "Location: https://elsewhere.example/?token=\(secret)"),
            .answer("503 Busy", "Retry-After: 1", body: secret),
            .sayAndClose("\(secret)\r\n\r\n"),
        ]
        for answer in answers {
            try await MisbehavingServer.run(answer) { server in
                let failure = try #require(try await HTTPSink.failure(settings(server)))
                #expect(!failure.description.contains("eyJ"))
            }
        }
    }

    private func settings(_ server: MisbehavingServer) throws -> HTTPSinkSettings {
        try HTTPSinkSettings(
            url: "http://127.0.0.1:\(server.port)/slices", tokenFile: FilePath(directory.path).appending("token"),
            timeout: .seconds(30))
    }
}
