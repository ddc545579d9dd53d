internal import CYAML

/// Owns one event of a parser.
@safe struct YAMLEvent: ~Copyable {
    private var event = unsafe yaml_event_t()

    /// Returns nil when the parser found an error.
    init?(_ parser: UnsafeMutablePointer<yaml_parser_t>) {
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { return nil }
    }

    deinit {
        var event = unsafe event
        unsafe yaml_event_delete(&event)
    }

    var type: yaml_event_type_t { unsafe event.type }

    var position: TextPosition { unsafe TextPosition(event.start_mark) }

    var scalar: YAMLScalar {
        let data = unsafe event.data.scalar
        let bytes = unsafe UnsafeBufferPointer(start: data.value, count: data.length)
        return unsafe YAMLScalar(
            String(decoding: bytes, as: UTF8.self), isPlain: data.style == YAML_PLAIN_SCALAR_STYLE)
    }

    /// The places of its first character and of the one behind its last, counted in characters.
    var characters: Range<Int> { unsafe event.start_mark.index..<event.end_mark.index }

    var isDoubleQuoted: Bool { unsafe event.data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE }

    /// Of the directive before a document.
    var version: String? {
        unsafe event.data.document_start.version_directive.map { unsafe "\($0.pointee.major).\($0.pointee.minor)" }
    }

    var alias: String? { type == YAML_ALIAS_EVENT ? unsafe text(event.data.alias.anchor) : nil }

    var anchor: String? {
        switch type {
        case YAML_SCALAR_EVENT: unsafe text(event.data.scalar.anchor)
        case YAML_SEQUENCE_START_EVENT: unsafe text(event.data.sequence_start.anchor)
        case YAML_MAPPING_START_EVENT: unsafe text(event.data.mapping_start.anchor)
        default: nil
        }
    }

    var tag: String? {
        switch type {
        case YAML_SCALAR_EVENT: unsafe text(event.data.scalar.tag)
        case YAML_SEQUENCE_START_EVENT: unsafe text(event.data.sequence_start.tag)
        case YAML_MAPPING_START_EVENT: unsafe text(event.data.mapping_start.tag)
        default: nil
        }
    }

    private func text(_ bytes: UnsafeMutablePointer<UInt8>?) -> String? {
        unsafe bytes.map { unsafe String(cString: $0) }
    }
}

extension TextPosition {
    init(_ mark: yaml_mark_t) { self.init(line: mark.line + 1, column: mark.column + 1) }
}

/// Finds `\/` in scalars in double quotes. libyaml has resolved it in a scalar's text and counts places in characters,
/// so the bytes are walked along with the events.
@safe struct SlashEscapes {
    private let text: UnsafeBufferPointer<UInt8>
    private let isPossible: Bool
    private var byte = 0
    private var character = 0

    init(in text: UnsafeBufferPointer<UInt8>) {
        unsafe self.text = unsafe text
        isPossible = unsafe zip(text, text.dropFirst()).contains { $0 == UInt8(ascii: "\\") && $1 == UInt8(ascii: "/") }
    }

    mutating func hasOne(in event: borrowing YAMLEvent) -> Bool {
        guard isPossible, event.isDoubleQuoted else { return false }
        advance(to: event.characters.lowerBound)
        var isEscaped = false
        var isFound = false
        while character < event.characters.upperBound, unsafe byte < text.count {
            let current = unsafe text[byte]
            if isEscaped, current == UInt8(ascii: "/") { isFound = true }
            isEscaped = !isEscaped && current == UInt8(ascii: "\\")
            advance(to: character + 1)
        }
        return isFound
    }

    private mutating func advance(to target: Int) {
        while character < target, unsafe byte < text.count {
            byte += 1
            while unsafe byte < text.count, unsafe text[byte] & 0xc0 == 0x80 { byte += 1 }
            character += 1
        }
    }
}
