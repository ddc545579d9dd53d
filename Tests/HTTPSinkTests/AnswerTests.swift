import Delivery
import HTTPSink
import MisbehavingServer
import TestSupport
import Testing

@Suite("An answer of the server", .timeLimit(.minutes(5))) struct AnswerTests {
    @Test(arguments: ["200 OK", "201 Created", "204 No Content"])
    func `with a status of success means that the slices were taken`(status: String) async throws {
        #expect(try await failure(.answer(status)) == nil)
    }

    @Test func `counts when its status is there, whatever becomes of the rest`() async throws {
        let head = Reaction.head("200 OK", ["content-length: 1000"])
        #expect(try await failure(.sayAndClose(head + "cut")) == nil)
        #expect(try await failure(.sayAndReset(head + "cut")) == nil)
        #expect(try await failure(.sayAndFlood(Reaction.head("200 OK", ["content-length: 9999999999"]))) == nil)
    }

    @Test(arguments: ["429 Too Many Requests", "503 Service Unavailable"])
    func `may ask to wait for some seconds`(status: String) async throws {
        let failure = try await failure(.answer(status, "retry-after: 120", body: "too much at once\n"))
        guard case .throttled(let reason, .seconds(120)) = failure else {
            Issue.record("\(failure as Any)")
            return
        }
        #expect(reason.hasSuffix("/slices asks to wait for 120 s with \(status): too much at once."))
    }

    @Test(arguments: ["429 Too Many Requests", "503 Service Unavailable"])
    func `may ask to wait until a date`(status: String) async throws {
        let moment: Int64 = 784_111_777
        let failure = try await failure(
            .answer(status, "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT"), now: { moment - 30 })
        guard case .throttled(_, .seconds(30)) = failure else {
            Issue.record("\(failure as Any)")
            return
        }
    }

    @Test(arguments: [
        "503 Service Unavailable", "429 Too Many Requests", "500 Internal Server Error", "502 Bad Gateway",
        "504 Gateway Timeout", "408 Request Timeout",
    ])
    func `may mean that a later attempt can succeed`(status: String) async throws {
        let failure = try #require(try await failure(.answer(status, body: "try later")))
        #expect(failure.isUnavailable)
        #expect(failure.description.contains("\(status): try later."))
    }

    @Test(arguments: [
        "400 Bad Request", "404 Not Found", "405 Method Not Allowed", "409 Conflict", "413 Payload Too Large",
        "422 Unprocessable Entity",
    ])
    func `may mean that the same slices would be refused again`(status: String) async throws {
        let failure = try #require(
            try await failure(.answer(status, body: "\n  items[0].spec.driver:\r\n  unknown driver\nmore\n")))
        #expect(failure.isRejected)
        #expect(
            failure.description.hasSuffix(
                "/slices refuses the slices with \(status): items[0].spec.driver: unknown driver. Check the URL and what "
                    + "the server says; the same slices are not sent again."))
    }

    @Test func `with a status that nobody knows is taken for its kind`() async throws {
        let failures = [
            try #require(try await failure(.answer("499 Nobody Knows"))),
            try #require(try await failure(.answer("599 Unheard Of"))),
        ]
        #expect(failures.map(\.isRejected) == [true, false])
        #expect(failures.map(\.isUnavailable) == [false, true])
        #expect(failures.allSatisfy { $0.description.contains(" with status ") })
    }

    @Test func `is quoted as far as a line goes, without what moves a terminal's cursor`() async throws {
        let body = "\u{1b}[31mred\u{7} \u{202e}" + String(repeating: "x", count: 100_000)
        let failure = try #require(try await failure(.answer("400 Bad Request", body: body)))
        #expect(failure.description.contains(": \\u{1b}[31mred\\u{7} \\u{202e}xxx"))
        #expect(failure.description.contains("xxx… Check"))
        #expect(failure.description.utf8.count < 600)
    }

    @Test(arguments: ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
    func `that redirects is not followed`(status: String) async throws {
        try await MisbehavingServer.run(.answer("200 OK")) { other in
            let location = "http://127.0.0.1:\(other.port)/elsewhere"
            let failure = try #require(try await failure(.answer(status, "Location: \(location)")))
            #expect(failure.isRejected)
            #expect(failure.description.contains("redirects to \(location) with \(status)."))
            #expect(other.connections == 0)
        }
    }

    @Test(arguments: [("", "before it answered"), ("HTTP/1.1 20", "before it answered")])
    func `that breaks off before its status is none`(text: String, reason: String) async throws {
        for reaction in [Reaction.sayAndClose(text), .sayAndReset(text)] {
            let failure = try #require(try await failure(reaction))
            #expect(failure.isUnavailable)
            #expect(failure.description.contains(reason) || failure.description.contains("does not answer in HTTP"))
        }
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", "HTTP/1.1 2000 Far Out\r\n\r\n", "\u{0}\u{1}\u{2}\u{3}",
        "HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n",
    ])
    func `that is not HTTP is none`(text: String) async throws {
        let failure = try #require(try await failure(.sayAndClose(text)))
        #expect(failure.isUnavailable)
        #expect(failure.description.contains("does not answer in HTTP"))
    }

    @Test(arguments: ["000", "001", "050", "099", "600", "999"])
    func `with a status that HTTP does not have is a fault of the server`(status: String) async throws {
        for head in [Reaction.head("\(status) X", ["content-length: 0"]), Reaction.head(status, [])] {
            for reaction in [Reaction.say(head), .sayAndClose(head), .sayAndReset(head)] {
                let failure = try #require(try await failure(reaction))
                #expect(failure.isUnavailable)
                let words = "answers with the status \(Int(status) ?? -1), which HTTP does not have"
                #expect(failure.description.contains(words), "\(failure)")
            }
        }
    }

    @Test func `that has no end of headers is none`() async throws {
        let failure = try #require(try await failure(.sayAndFlood("HTTP/1.1 200 OK\r\nx-much: ")))
        #expect(failure.isUnavailable)
    }

    @Test func `that never comes is waited for until the timeout`() async throws {
        let failure = try #require(try await failure(.silence, timeout: .milliseconds(200)))
        #expect(failure.isUnavailable)
        #expect(failure.description.contains("has not answered within 0.2 seconds"))
    }

    @Test func `that comes byte by byte is cut off all the same`() async throws {
        let slow = try #require(try await dripping("HTTP/1.1 200 OK\r\nx-slow:"))
        #expect(slow.isUnavailable)
        #expect(slow.description.contains("has not answered within 30.0 seconds"))
        let head = Reaction.head("422 Unprocessable Entity", ["content-length: 100000"])
        let refusal = try #require(try await dripping(head + "no such driver"))
        #expect(refusal.isRejected)
        #expect(refusal.description.contains("422 Unprocessable Entity: no such driver."))
    }

    /// The time is over when a good many bytes have come.
    private func dripping(_ beginning: String) async throws -> SinkFailure? {
        try await MisbehavingServer.run(.sayAndDrip(beginning)) { server in
            let clock = TestClock()
            let settings = try HTTPSinkSettings(
                url: "http://127.0.0.1:\(server.port)/slices", timeout: .seconds(30))
            async let failure = HTTPSink.failure(settings, clock: clock)
            _ = await clock.sleeps.next()
            for await _ in server.dripping {}
            clock.advance(by: .seconds(30))
            return try await failure
        }
    }

    private func failure(
        _ reaction: Reaction, timeout: Duration = .seconds(30), now: @Sendable @escaping () -> Int64 = { 0 }
    ) async throws -> SinkFailure? {
        try await MisbehavingServer.run(reaction) { server in
            try await HTTPSink.failure(
                HTTPSinkSettings(url: "http://127.0.0.1:\(server.port)/slices", timeout: timeout), now: now)
        }
    }
}
