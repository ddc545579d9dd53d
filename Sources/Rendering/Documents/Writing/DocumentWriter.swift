private import PrintableText

extension JSONValue {
    /// JSON over several lines, two blanks a level, with a newline at the end.
    package var jsonText: String { String(decoding: jsonBytes, as: UTF8.self) }

    /// The same, for files and streams: of thousands of devices one copy is enough.
    package var jsonBytes: [UInt8] {
        bytes { writer in
            writer.json(self, level: 0)
            writer.append("\n")
        }
    }

    /// JSON on one line, without blanks and without a newline.
    package var compactJSONText: String { String(decoding: compactJSONBytes, as: UTF8.self) }

    package var compactJSONBytes: [UInt8] { bytes { $0.json(self, level: nil) } }

    /// YAML in block style, two blanks a level, with a newline at the end and without `---`.
    ///
    /// A string that a reader of YAML 1.1 or 1.2 would read as another type stands in quotes.
    package var yamlText: String { String(decoding: yamlBytes, as: UTF8.self) }

    /// The same, for files and streams.
    package var yamlBytes: [UInt8] {
        bytes { writer in
            writer.yaml(self, column: 0, isLineOpen: true)
            writer.append("\n")
        }
    }

    /// Several documents in one text, `---` between them.
    package static func yamlText(documents: [JSONValue]) -> String {
        documents.map(\.yamlText).joined(separator: "---\n")
    }

    private func bytes(_ write: (inout DocumentWriter) -> Void) -> [UInt8] {
        var writer = DocumentWriter()
        write(&writer)
        return writer.text.bytes
    }
}

/// The text of one document. It is our own, so that no version of a library decides what our files look like.
struct DocumentWriter: ~Copyable {
    var text = TextBuffer()

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { unsafe self.text.append($0.span) }
    }

    private mutating func append(_ text: some Sequence<UInt8>) { for byte in text { self.text.append(byte) } }

    // MARK: JSON

    /// `level` is how deep the value stands; nil puts all on one line.
    mutating func json(_ value: JSONValue, level: Int?) {
        switch value {
        case .array(let elements) where !elements.isEmpty:
            for (index, element) in elements.enumerated() { jsonElement(element, index, level: level) }
            endJSON("]", level: level)
        case .object(let members) where !members.isEmpty:
            for (index, member) in members.enumerated() {
                jsonName(member.name, index, level: level)
                json(member.value, level: level.map { $0 + 1 })
            }
            endJSON("}", level: level)
        case .string(let string): quoted(string)
        default: plain(value)
        }
    }

    /// An element of an array that stands at `level`, the first with the bracket before it.
    mutating func jsonElement(_ element: JSONValue, _ index: Int, level: Int?) {
        if index == 0 { append("[") } else { append(",") }
        breakLine(level.map { $0 + 1 })
        json(element, level: level.map { $0 + 1 })
    }

    /// The name of a member of an object that stands at `level`, the first with the brace before it.
    mutating func jsonName(_ name: String, _ index: Int, level: Int?) {
        if index == 0 { append("{") } else { append(",") }
        breakLine(level.map { $0 + 1 })
        quoted(name)
        if level == nil { append(":") } else { append(": ") }
    }

    mutating func endJSON(_ bracket: StaticString, level: Int?) {
        breakLine(level)
        append(bracket)
    }

    private mutating func breakLine(_ level: Int?) {
        if let level { startLine(column: 2 * level) }
    }

    // MARK: YAML

    /// `column` is where the lines of a list or a mapping begin; with `isLineOpen` the first of them goes on the line that
    /// has begun, as after `- `.
    mutating func yaml(_ value: JSONValue, column: Int, isLineOpen: Bool) {
        switch value {
        case .array(let elements) where !elements.isEmpty:
            for (index, element) in elements.enumerated() {
                yamlElement(element, column: column, isLineOpen: index == 0 && isLineOpen)
            }
        case .object(let members) where !members.isEmpty:
            for (index, member) in members.enumerated() {
                yamlKey(member.name, column: column, isLineOpen: index == 0 && isLineOpen)
                yamlMember(member.value, column: column)
            }
        default:
            if !isLineOpen { append(" ") }
            if case .string(let string) = value { yamlString(string) } else { plain(value) }
        }
    }

    /// The value behind a key: a list stands under its key, a mapping is moved in.
    mutating func yamlMember(_ value: JSONValue, column: Int) {
        if case .array = value {
            yaml(value, column: column, isLineOpen: false)
        } else {
            yaml(value, column: column + 2, isLineOpen: false)
        }
    }

    mutating func yamlElement(_ element: JSONValue, column: Int, isLineOpen: Bool) {
        if !isLineOpen { startLine(column: column) }
        append("- ")
        yaml(element, column: column + 2, isLineOpen: true)
    }

    /// Readers look no further than 1024 characters for the colon behind a key.
    mutating func yamlKey(_ name: String, column: Int, isLineOpen: Bool) {
        if !isLineOpen { startLine(column: column) }
        let isLong = name.utf8.count > 128
        if isLong { append("? ") }
        yamlString(name)
        if isLong { startLine(column: column) }
        append(":")
    }

    private mutating func yamlString(_ string: String) {
        if string.isPlainYAMLString { text.append(string.utf8.span) } else { quoted(string) }
    }

    // MARK: Both

    private mutating func startLine(column: Int) {
        text.append(UInt8(ascii: "\n"))
        text.append(UInt8(ascii: " "), times: column)
    }

    /// What looks the same in JSON and YAML.
    private mutating func plain(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let bool): if bool { append("true") } else { append("false") }
        case .integer(let integer): text.append(String(integer).utf8.span)
        case .string(let string): quoted(string)
        case .array: append("[]")
        case .object: append("{}")
        }
    }

    /// Escapes that mean the same to readers of JSON and of YAML: container runtimes read JSON as YAML.
    private mutating func quoted(_ string: String) {
        text.append(UInt8(ascii: "\""))
        if Self.isPlain(string.utf8.span) {
            text.append(string.utf8.span)
        } else {
            for scalar in string.unicodeScalars { quoted(scalar) }
        }
        text.append(UInt8(ascii: "\""))
    }

    /// Whether nothing needs an escape, as in nearly all strings.
    private static func isPlain(_ text: Span<UInt8>) -> Bool {
        for index in text.indices {
            let byte = text[index]
            guard 0x20..<0x7f ~= byte, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { return false }
        }
        return true
    }

    private mutating func quoted(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": append("\\\"")
        case "\\": append("\\\\")
        case "\u{8}": append("\\b")
        case "\u{c}": append("\\f")
        case "\n": append("\\n")
        case "\r": append("\\r")
        case "\t": append("\\t")
        // YAML refuses the last two, and knows no pairs of escapes for what lies beyond 16 bits.
        case _ where scalar.value <= 0xffff && (scalar.isSteering || scalar.value >= 0xfffe):
            let digits = String(scalar.value, radix: 16)
            append("\\u\(String(repeating: "0", count: 4 - digits.utf8.count))\(digits)".utf8)
        default: append(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }
}
