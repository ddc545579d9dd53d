internal import Documents
private import Glibc
internal import HTTPExchange

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

    init(_ answer: APIAnswer, without token: BearerToken?) {
        if let status = try? JSONValue.reading(json: answer.body), status["kind"]?.text == "Status" {
            self.init(code: answer.code, status: status, without: token)
        } else {
            // Not from the API server itself: whatever it is, its beginning tells who spoke.
            self.init(code: answer.code, message: Excerpt(answer.body, without: token, longest: 200).text)
        }
        let header = answer.retryAfter.flatMap { RetryAfter($0, now: Int64(time(nil))) }
        retryAfter = header?.duration ?? retryAfter
    }

    init(code: Int, status: JSONValue, without token: BearerToken? = nil) {
        func text(_ value: JSONValue?) -> String { Excerpt(value?.text ?? "", without: token, longest: 1000).text }
        self.code = code
        reason = text(status["reason"])
        message = text(status["message"])
        fields = (status["details"]?["causes"]?.elements ?? []).prefix(5).map { text($0["field"]) }
            .filter { !$0.isEmpty }
        retryAfter = status["details"]?["retryAfterSeconds"]?.number.map { RetryAfter(seconds: $0).duration }
    }

    var isAlreadyExists: Bool { code == 409 && reason == "AlreadyExists" }

    /// A watch or a page can only go on from what the server still remembers.
    var isExpired: Bool { code == 410 || reason == "Expired" || reason == "Gone" }
}
