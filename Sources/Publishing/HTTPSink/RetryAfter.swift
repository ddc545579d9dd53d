/// How long a server asks to wait.
struct RetryAfter: Hashable, Sendable {
    let duration: Duration

    /// More than this is taken for a mistake: no server should be able to silence a node for good.
    static let longest = Duration.seconds(3600)

    /// Seconds or a date, which is measured against the server's own clock where it tells it. nil for anything else.
    init?(_ text: String, date: String? = nil, now: Int64) {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        if !digits.isEmpty, digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) {
            duration = text.hasPrefix("-") ? .zero : Self.bounded(Int64(digits) ?? .max)
        } else if let moment = HTTPDate(text) {
            let present = date.flatMap(HTTPDate.init)?.secondsSince1970 ?? now
            duration = Self.bounded(moment.secondsSince1970 - present)
        } else {
            return nil
        }
    }

    private static func bounded(_ seconds: Int64) -> Duration {
        min(max(.zero, .seconds(min(seconds, 1 << 40))), longest)
    }
}
