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
        var rest = text.utf8[...]
        while !rest.isEmpty {
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest[line.endIndex...].dropFirst()
            guard line.starts(with: name.utf8) else { continue }
            let behind = line.dropFirst(name.utf8.count)
            guard behind.first == separator else { continue }
            let value = behind.dropFirst()
            return value.isEmpty ? nil : Substring(value)
        }
        return nil
    }

    /// A decimal number.
    func number(_ name: String) -> UInt64? { self[name].flatMap { UInt64(decimalDigits: $0) } }
}
