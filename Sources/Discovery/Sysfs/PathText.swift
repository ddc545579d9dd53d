internal import Files

/// Paths and lists are cut at bytes: characters would cost a look at Unicode's tables for each.
extension String {
    /// What stands behind the last slash.
    package var lastPathComponent: String {
        let bytes = utf8.span
        var start = bytes.count
        while start > 0, bytes[start - 1] != UInt8(ascii: "/") { start -= 1 }
        return start == 0 ? self : String(part(bytes: start..<bytes.count))
    }

    /// What stands between slashes.
    package var pathComponents: [Substring] { self[...].pathComponents }

    /// What stands between blanks.
    var words: [String] { self[...].parts(between: UInt8(ascii: " ")).map(String.init) }

    /// Whether this names an entry of a directory, and cannot lead anywhere else.
    package var isEntryName: Bool {
        !isEmpty && !utf8.contains(UInt8(ascii: "/")) && self != "." && self != ".."
    }
}

extension Substring {
    /// Whether no part of it is empty, `.` or `..`.
    var isPlainPath: Bool {
        let bytes = utf8.span
        var (length, dots) = (0, 0)
        for index in 0...bytes.count {
            if index == bytes.count || bytes[index] == UInt8(ascii: "/") {
                if length == dots, length <= 2 { return false }
                (length, dots) = (0, 0)
            } else {
                length += 1
                if bytes[index] == UInt8(ascii: ".") { dots += 1 }
            }
        }
        return true
    }

    package var pathComponents: [Substring] { parts(between: UInt8(ascii: "/")) }

    /// None of them is empty.
    fileprivate func parts(between separator: UInt8) -> [Substring] {
        let bytes = utf8.span
        var parts: [Substring] = []
        var start = 0
        for end in 0...bytes.count where end == bytes.count || bytes[end] == separator {
            if start < end { parts.append(part(bytes: start..<end)) }
            start = end + 1
        }
        return parts
    }
}
