private import Delivery
private import Glibc

/// A time of day in UTC, to the millisecond.
package struct Timestamp: Hashable, Sendable, CustomStringConvertible {
    private let seconds: Int
    private let milliseconds: Int

    package init(secondsSince1970 seconds: Int, milliseconds: Int = 0) {
        self.seconds = seconds
        self.milliseconds = milliseconds
    }

    package static func now() -> Timestamp {
        let now = UnixTime.now
        return Timestamp(secondsSince1970: Int(now), milliseconds: Int(now * 1000) % 1000)
    }

    /// RFC 3339: `2025-06-01T12:00:00.123Z`.
    package var description: String {
        var seconds = seconds
        var parts = unsafe tm()
        unsafe gmtime_r(&seconds, &parts)
        func digits(_ number: Int32, _ count: Int = 2) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
        }
        let date =
            unsafe "\(digits(parts.tm_year + 1900, 4))-\(digits(parts.tm_mon + 1))-\(digits(parts.tm_mday))"
        let time = unsafe "\(digits(parts.tm_hour)):\(digits(parts.tm_min)):\(digits(parts.tm_sec))"
        return "\(date)T\(time).\(digits(Int32(milliseconds), 3))Z"
    }
}
