internal import Files

extension Descriptor {
    /// No attribute that we read is longer; a longer file is somebody's mistake.
    static let largestAttribute = 1 << 20

    /// sysfs gives out at most a page at a time.
    private static let page = 4096

    /// An attribute's content without the blanks around it; nil where it is unreadable or empty. The kernel fills the page
    /// where it has more to say than that.
    borrowing func attribute() -> String? {
        unsafe withUnsafeTemporaryAllocation(byteCount: Self.page, alignment: 1) { buffer in
            guard let count = try? unsafe read(into: buffer), count > 0 else { return nil }
            if count < Self.page { return unsafe Self.trimmed(buffer[..<count]) }
            guard let rest = try? content(limit: Self.largestAttribute) else { return nil }
            return unsafe Self.trimmed(Array(buffer) + rest)
        }
    }

    /// The same for files that do not keep to pages, as those of /proc.
    borrowing func text() -> String? {
        (try? content(limit: Self.largestAttribute)).flatMap { Self.trimmed($0) }
    }

    private static func trimmed(_ bytes: some BidirectionalCollection<UInt8>) -> String? {
        let content = bytes.drop(while: isBlank)
        guard let last = content.lastIndex(where: { !isBlank($0) }) else { return nil }
        return String(decoding: content[...last], as: UTF8.self)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (UInt8(ascii: "\t")...UInt8(ascii: "\r")).contains(byte) || byte == 0
    }
}
