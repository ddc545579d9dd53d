internal import Documents

/// An API server's answer that it did not do what it was asked: a `Status` object, or what a proxy says in its place.
struct APIStatus: Hashable, Sendable {
    var code: Int
    /// A word of the API: `AlreadyExists`.
    var reason = ""
    var message = ""
    /// The fields that a validation found fault with.
    var fields: [String] = []
    var retryAfter: Duration?

    init(code: Int, reason: String = "", message: String = "") {
        self.code = code
        self.reason = reason
        self.message = message
    }

    init(code: Int, body: [UInt8], retryAfter: String?) {
        if let status = try? JSONValue.reading(json: body), status["kind"]?.text == "Status" {
            self.init(code: code, status: status)
        } else {
            // Not from the API server itself: whatever it is, its beginning tells who spoke.
            let text = String(decoding: body.prefix(200), as: UTF8.self)
            self.init(code: code, message: text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "")
        }
        self.retryAfter = retryAfter.flatMap { Int64($0) }.map(Self.delay) ?? self.retryAfter
    }

    init(code: Int, status: JSONValue) {
        self.code = code
        reason = status["reason"]?.text ?? ""
        message = status["message"]?.text ?? ""
        fields = status["details"]?["causes"]?.elements.compactMap { $0["field"]?.text } ?? []
        retryAfter = status["details"]?["retryAfterSeconds"]?.number.map(Self.delay)
    }

    /// Not longer than anybody could mean.
    private static func delay(_ seconds: Int64) -> Duration { .seconds(min(max(seconds, 0), 3600)) }

    var isAlreadyExists: Bool { code == 409 && reason == "AlreadyExists" }

    var isConflict: Bool { code == 409 && reason != "AlreadyExists" }

    /// A watch or a page can only go on from what the server still remembers.
    var isExpired: Bool { code == 410 || reason == "Expired" || reason == "Gone" }
}
