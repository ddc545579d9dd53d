import MisbehavingServer

/// What a broken or hostile server may say: bits of HTTP put together at random.
struct RandomAnswer {
    let reaction: Reaction

    init(_ random: inout some RandomNumberGenerator) {
        var text = Self.statusLine(&random)
        for _ in 0..<Int.random(in: 0...4, using: &random) { text += Self.header(&random) }
        text += Self.pick(["\r\n", "\r\n", "\r\n", "\n", ""], &random) + Self.body(&random)
        if Int.random(in: 0..<10, using: &random) == 0 { text += Self.statusLine(&random) + "\r\n" }
        if Int.random(in: 0..<8, using: &random) == 0 {
            text = String(text.prefix(Int.random(in: 0...text.count, using: &random)))
        }
        reaction = Int.random(in: 0..<6, using: &random) == 0 ? .sayAndReset(text) : .sayAndClose(text)
    }

    private static func statusLine(_ random: inout some RandomNumberGenerator) -> String {
        let status =
            switch Int.random(in: 0..<4, using: &random) {
            case 0: String(Int.random(in: 0...999, using: &random))
            case 1: pick(["000", "099", "050", "100", "101", "103", "199", "600", "999", "1000", "-1", ""], &random)
            case 2: pick(["200", "204", "206", "301", "304", "401", "410", "429", "500", "503"], &random)
            default: String("00\(Int.random(in: 0...99, using: &random))".suffix(3))
            }
        let version = pick(["HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/9.9", "ICY"], &random)
        return "\(version) \(status)\(pick([" OK", " ", "", " \u{1b}[31m", "\t\u{e9}"], &random))\r\n"
    }

    private static func header(_ random: inout some RandomNumberGenerator) -> String {
        pick(
            [
                "content-length: 0", "content-length: 5", "content-length: 99999999999999999999", "content-length: -1",
                "content-length: 3\r\ncontent-length: 4", "transfer-encoding: chunked", "transfer-encoding: gzip",
                "connection: close", "connection: upgrade\r\nupgrade: h2c", "connection: keep-alive",
                "retry-after: 99999999999999999999", "retry-after: Sun, 06 Nov 1994 08:49:37 GMT", "location: \u{7f}",
                "content-type: application/json", "trailer: x", "x: \(String(repeating: "y", count: 9000))", "no colon",
                ": nameless", "date: yesterday", "content-encoding: gzip",
            ], &random) + "\r\n"
    }

    private static func body(_ random: inout some RandomNumberGenerator) -> String {
        pick(
            [
                "", "{}", "hello", "5\r\nhello\r\n0\r\n\r\n", "0\r\n\r\n", "ffffffffffffffff\r\n", "-1\r\n",
                #"{"gitVersion":"v1.36.0"}"#, #"{"kind":"Status","code":-9223372036854775808}"#, "\u{0}\u{1}",
                #"{"type":"ERROR","object":{"code":99999999999}}"# + "\n", String(repeating: "[", count: 5000),
            ], &random)
    }

    private static func pick(_ choices: [String], _ random: inout some RandomNumberGenerator) -> String {
        choices.randomElement(using: &random) ?? ""
    }
}
