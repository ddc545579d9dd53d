private import Files
private import Hardware

/// A file of lines, each a name and its value: `KEY=value` of `uevent`, `key value` of KFD.
struct AttributeLines: Sendable {
    /// Looked through each time: a few of its lines are wanted, and a table would cost more.
    private let text: String
    private let separator: UInt8

    init(_ text: String, separator: Unicode.Scalar) {
        self.text = text
        self.separator = UInt8(ascii: separator)
    }

    /// Of the first such line; nil where there is none, or nothing behind its separator.
    subscript(name: String) -> Substring? {
        let (bytes, name) = (text.utf8.span, name.utf8.span)
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
            let value = start + name.count + 1
            if value <= end, bytes[value - 1] == separator,
                bytes.extracting(start..<value - 1).isEqual(to: name)
            {
                return value < end ? text.part(bytes: value..<end) : nil
            }
            start = end + 1
        }
        return nil
    }

    /// A decimal number.
    func number(_ name: String) -> UInt64? { self[name].flatMap { UInt64(decimalDigits: $0) } }
}
