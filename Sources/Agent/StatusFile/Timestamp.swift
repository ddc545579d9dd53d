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

    /// Takes seconds since 1970, of which fractions of a millisecond are dropped.
    package init(_ time: Double) {
        let milliseconds = Int((time * 1000).rounded(.down))
        self.init(secondsSince1970: milliseconds / 1000, milliseconds: milliseconds % 1000)
    }

    package static func now() -> Timestamp { Timestamp(UnixTime.now) }

    /// Reads what `description` gives, and nothing else.
    package init?(_ text: String) {
        let fields = text.split { !("0"..."9").contains($0) }.compactMap { Int($0) }
        guard fields.count == 7, text.utf8.count == 24 else { return nil }
        var parts = unsafe tm()
        unsafe parts.tm_year = Int32(truncatingIfNeeded: fields[0]) - 1900
        unsafe parts.tm_mon = Int32(truncatingIfNeeded: fields[1]) - 1
        unsafe parts.tm_mday = Int32(truncatingIfNeeded: fields[2])
        unsafe parts.tm_hour = Int32(truncatingIfNeeded: fields[3])
        unsafe parts.tm_min = Int32(truncatingIfNeeded: fields[4])
        unsafe parts.tm_sec = Int32(truncatingIfNeeded: fields[5])
        self.init(secondsSince1970: unsafe timegm(&parts), milliseconds: fields[6])
        // A month that does not exist, or another spelling, is written otherwise.
        guard description == text else { return nil }
    }

    /// Seconds since 1970.
    package var time: Double { Double(seconds) + Double(milliseconds) / 1000 }

    /// For people: `2025-06-01 12:00:00Z`.
    package var toTheSecond: String { description.prefix(19).replacing("T", with: " ") + "Z" }

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
