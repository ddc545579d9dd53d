/// Paths are cut at bytes: characters would cost a look at Unicode's tables for each.
extension String {
    /// What stands behind the last slash.
    package var lastPathComponent: String {
        utf8.lastIndex(of: UInt8(ascii: "/")).map { String(self[$0...].dropFirst()) } ?? self
    }

    /// What stands between slashes.
    package var pathComponents: [Substring] {
        utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
    }

    /// Whether this names an entry of a directory, and cannot lead anywhere else.
    package var isEntryName: Bool {
        !isEmpty && !utf8.contains(UInt8(ascii: "/")) && self != "." && self != ".."
    }
}
