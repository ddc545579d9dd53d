/// How long a server asks to wait.
package struct RetryAfter: Hashable, Sendable {
    package let duration: Duration

    /// More than this is taken for a mistake: no server should be able to silence a node for good.
    package static let longest = Duration.seconds(3600)

    /// Seconds or a date, which is measured against the server's own clock where it tells it. nil for anything else.
    package init?(_ text: String, date: String? = nil, now: Int64) {
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

    package init(seconds: Int64) { duration = Self.bounded(seconds) }

    private static func bounded(_ seconds: Int64) -> Duration {
        min(max(.zero, .seconds(min(seconds, 1 << 40))), longest)
    }
}

/// A moment as HTTP writes it, in any of its three forms (RFC 9110, 5.6.7).
package struct HTTPDate: Hashable, Sendable {
    package let secondsSince1970: Int64

    /// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or `Sun Nov  6 08:49:37 1994`.
    package init?(_ text: String) {
        // The name of the day says nothing new.
        let words = text.split(whereSeparator: { $0 == " " || $0 == "-" }).dropFirst().map(String.init)
        guard words.count == 5 || words.count == 4 else { return nil }
        let isDayFirst = words.count == 5
        if isDayFirst, words[4] != "GMT" { return nil }
        guard let month = Self.months.firstIndex(of: words[isDayFirst ? 1 : 0]),
            let day = Self.number(words[isDayFirst ? 0 : 1], 1...31),
            var year = Self.number(words[isDayFirst ? 2 : 3], 0...9999),
            let time = Self.time(words[isDayFirst ? 3 : 2])
        else { return nil }
        if year < 100 { year += year < 70 ? 2000 : 1900 }
        secondsSince1970 = Self.days(year: year, month: Int64(month) + 1, day: day) * 86400 + time
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func time(_ text: String) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        // A minute has 61 seconds at times.
        guard parts.count == 3, let hours = number(parts[0], 0...23), let minutes = number(parts[1], 0...59),
            let seconds = number(parts[2], 0...60)
        else { return nil }
        return hours * 3600 + minutes * 60 + seconds
    }

    private static func number(_ text: String, _ range: ClosedRange<Int64>) -> Int64? {
        guard text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int64(text), range.contains(number) else {
            return nil
        }
        return number
    }

    /// Days since 1970 in the Gregorian calendar; years begin in March, so that the leap day is the last.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719468
    }
}
