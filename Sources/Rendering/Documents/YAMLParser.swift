private import CYAML

/// Owns one libyaml parser for the time that one document takes. The text must outlive it.
@safe struct YAMLParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeBufferPointer<UInt8>

    init(_ text: UnsafeBufferPointer<UInt8>) throws(YAMLError) {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            unsafe parser.deallocate()
            throw .outOfMemory
        }
        unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
        // Not left to a byte order mark: what is read here is UTF-8.
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe self.parser = unsafe parser
        unsafe self.text = unsafe text
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
    }

    /// Reads the only document of the stream; nil when there is none.
    func document() throws(YAMLError) -> YAMLNode? {
        var root: YAMLNode?
        while true {
            let event = try next()
            switch event.type {
            case YAML_STREAM_END_EVENT: return root
            case YAML_STREAM_START_EVENT, YAML_DOCUMENT_END_EVENT: continue
            case YAML_DOCUMENT_START_EVENT:
                guard root == nil else { throw .severalDocuments(at: event.position) }
                root = try node(from: next(), depth: 1)
            default: throw .syntax("unexpected content", at: event.position)
            }
        }
    }

    private func node(from event: borrowing Event, depth: Int) throws(YAMLError) -> YAMLNode {
        let position = event.position
        if let name = event.anchor { throw .anchorOrAlias(name, at: position) }
        if let tag = event.tag { throw .tag(tag, at: position) }
        switch event.type {
        case YAML_SCALAR_EVENT: return YAMLNode(position: position, content: .scalar(event.scalar))
        case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT:
            guard depth <= YAMLNode.depthLimit else { throw .tooDeep(limit: YAMLNode.depthLimit, at: position) }
            return event.type == YAML_SEQUENCE_START_EVENT
                ? try sequence(at: position, depth: depth) : try mapping(at: position, depth: depth)
        default: throw .syntax("a value is missing", at: position)
        }
    }

    private func sequence(at position: TextPosition, depth: Int) throws(YAMLError) -> YAMLNode {
        var elements: [YAMLNode] = []
        while true {
            let event = try next()
            if event.type == YAML_SEQUENCE_END_EVENT { break }
            elements.append(try node(from: event, depth: depth + 1))
        }
        return YAMLNode(position: position, content: .sequence(elements))
    }

    private func mapping(at position: TextPosition, depth: Int) throws(YAMLError) -> YAMLNode {
        var entries: [YAMLNode.Entry] = []
        var places: [String: TextPosition] = [:]
        while true {
            let event = try next()
            if event.type == YAML_MAPPING_END_EVENT { break }
            let key = try node(from: event, depth: depth + 1)
            guard let name = key.scalar?.text else { throw .keyIsNotScalar(at: key.position) }
            if let first = places.updateValue(key.position, forKey: name) {
                throw .duplicateKey(name, first: first, at: key.position)
            }
            let value = try node(from: next(), depth: depth + 1)
            entries.append(YAMLNode.Entry(key: key, value: value))
        }
        return YAMLNode(position: position, content: .mapping(entries))
    }

    private func next() throws(YAMLError) -> Event {
        guard let event = unsafe Event(parser) else { throw unsafe failure(of: parser.pointee) }
        return event
    }

    private func failure(of parser: yaml_parser_t) -> YAMLError {
        let problem = unsafe parser.problem.map { unsafe String(cString: $0) } ?? "malformed text"
        switch unsafe parser.error {
        case YAML_MEMORY_ERROR: return .outOfMemory
        case YAML_READER_ERROR: return .invalidCharacter(problem, at: unsafe position(ofByte: parser.problem_offset))
        default:
            let context = unsafe parser.context.map { unsafe String(cString: $0) + ": " } ?? ""
            return .syntax(context + problem, at: unsafe TextPosition(parser.problem_mark))
        }
    }

    /// The reader knows only the offset of a bad byte; characters before it are counted by their first bytes.
    private func position(ofByte offset: Int) -> TextPosition {
        let before = unsafe text.prefix(offset)
        let lineStart = unsafe before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        let line = unsafe before.count { $0 == 0x0a } + 1
        let column = unsafe before[lineStart...].count { $0 & 0xc0 != 0x80 } + 1
        return TextPosition(line: line, column: column)
    }
}

/// Owns one event of a parser.
@safe private struct Event: ~Copyable {
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

    var anchor: String? {
        switch type {
        case YAML_ALIAS_EVENT: unsafe text(event.data.alias.anchor).map { "*" + $0 }
        case YAML_SCALAR_EVENT: unsafe text(event.data.scalar.anchor).map { "&" + $0 }
        case YAML_SEQUENCE_START_EVENT: unsafe text(event.data.sequence_start.anchor).map { "&" + $0 }
        case YAML_MAPPING_START_EVENT: unsafe text(event.data.mapping_start.anchor).map { "&" + $0 }
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
    fileprivate init(_ mark: yaml_mark_t) { self.init(line: mark.line + 1, column: mark.column + 1) }
}
