private import CYAML

/// Owns one libyaml parser for the time that one document takes. The text must outlive it.
@safe struct YAMLParser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeBufferPointer<UInt8>
    private let isForeign: Bool
    private(set) var oddities: [YAMLError]
    private var anchors: [String: Anchored] = [:]
    /// All nodes so far, those that aliases added included; and these alone.
    private var nodes = 0
    private var aliasedNodes = 0
    /// The deepest level that the value being read has.
    private var deepest = 0
    private var slashEscapes: SlashEscapes

    /// What an alias stands for.
    private struct Anchored {
        let node: YAMLNode
        let nodes: Int
        let levels: Int
    }

    init(_ text: UnsafeBufferPointer<UInt8>, isForeign: Bool, oddities: [YAMLError]) throws(YAMLError) {
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
        self.isForeign = isForeign
        self.oddities = oddities
        slashEscapes = unsafe SlashEscapes(in: text)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
    }

    /// Reads the first document of the stream, which has to be the only one; nil when there is none.
    mutating func document() throws(YAMLError) -> YAMLNode? {
        _ = try next()
        let start = try next()
        guard start.type == YAML_DOCUMENT_START_EVENT else { return nil }
        if let version = start.version, version != "1.1", isForeign {
            oddities.append(.version(version, at: start.position))
        }
        let root = try node(from: next(), depth: 1)
        _ = try next()
        do throws(YAMLError) {
            let end = try next()
            if end.type != YAML_STREAM_END_EVENT { throw .severalDocuments(at: end.position) }
        } catch {
            try note(error)
        }
        return root
    }

    private mutating func note(_ oddity: YAMLError) throws(YAMLError) {
        guard isForeign else { throw oddity }
        oddities.append(oddity)
    }

    private mutating func node(from event: borrowing Event, depth: Int) throws(YAMLError) -> YAMLNode {
        let position = event.position
        if let name = event.alias {
            try note(.anchorOrAlias("*" + name, at: position))
            return try node(of: name, at: position, depth: depth)
        }
        guard let name = event.anchor else { return try plainNode(from: event, depth: depth) }
        try note(.anchorOrAlias("&" + name, at: position))
        let (before, outer) = (nodes, deepest)
        deepest = depth
        let node = try plainNode(from: event, depth: depth)
        anchors[name] = Anchored(node: node, nodes: nodes - before, levels: deepest - depth)
        deepest = max(outer, deepest)
        return node
    }

    /// A few aliases of aliases can stand for more nodes and levels than there is memory.
    private mutating func node(of alias: String, at position: TextPosition, depth: Int) throws(YAMLError) -> YAMLNode {
        guard let anchored = anchors[alias] else { throw .unknownAlias(alias, at: position) }
        aliasedNodes += anchored.nodes
        guard aliasedNodes <= YAMLNode.aliasedNodeLimit else {
            throw .tooManyNodes(limit: YAMLNode.aliasedNodeLimit, at: position)
        }
        nodes += anchored.nodes
        deepest = max(deepest, depth + anchored.levels)
        guard deepest <= YAMLNode.depthLimit else { throw .tooDeep(limit: YAMLNode.depthLimit, at: position) }
        return anchored.node
    }

    private mutating func plainNode(from event: borrowing Event, depth: Int) throws(YAMLError) -> YAMLNode {
        let position = event.position
        nodes += 1
        if isForeign, nodes > YAMLNode.nodeLimit { throw .tooManyNodes(limit: YAMLNode.nodeLimit, at: position) }
        if let tag = event.tag { try note(.tag(tag, at: position)) }
        switch event.type {
        case YAML_SCALAR_EVENT:
            if isForeign, slashEscapes.hasOne(in: event) { oddities.append(.slashEscape(at: position)) }
            let scalar = event.scalar
            guard let tag = event.tag else { return YAMLNode(position: position, content: .scalar(scalar)) }
            guard let tagged = scalar.tagged(tag) else { throw .tag(tag, at: position) }
            return YAMLNode(position: position, content: .scalar(tagged))
        case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT:
            guard depth <= YAMLNode.depthLimit else { throw .tooDeep(limit: YAMLNode.depthLimit, at: position) }
            deepest = max(deepest, depth)
            return event.type == YAML_SEQUENCE_START_EVENT
                ? try sequence(at: position, depth: depth) : try mapping(at: position, depth: depth)
        default: throw .syntax("a value is missing", at: position)
        }
    }

    private mutating func sequence(at position: TextPosition, depth: Int) throws(YAMLError) -> YAMLNode {
        var elements: [YAMLNode] = []
        while true {
            let event = try next()
            if event.type == YAML_SEQUENCE_END_EVENT { break }
            elements.append(try node(from: event, depth: depth + 1))
        }
        return YAMLNode(position: position, content: .sequence(elements))
    }

    private mutating func mapping(at position: TextPosition, depth: Int) throws(YAMLError) -> YAMLNode {
        var entries: [YAMLNode.Entry] = []
        var places: [String: TextPosition] = [:]
        func add(_ entry: YAMLNode.Entry) throws(YAMLError) {
            if let first = places.updateValue(entry.key.position, forKey: entry.name) {
                throw .duplicateKey(entry.name, first: first, at: entry.key.position)
            }
            entries.append(entry)
        }
        while true {
            let event = try next()
            if event.type == YAML_MAPPING_END_EVENT { break }
            let key = try node(from: event, depth: depth + 1)
            guard let scalar = key.scalar else { throw .keyIsNotScalar(at: key.position) }
            let value = try node(from: next(), depth: depth + 1)
            if isForeign, scalar == YAMLScalar("<<", isPlain: true) {
                // A mapping, or several, whose entries count as this one's.
                for mapping in value.sequence ?? [value] {
                    guard let entries = mapping.mapping else { throw .syntax("only mappings merge", at: key.position) }
                    for entry in entries { try add(entry) }
                }
            } else {
                try add(YAMLNode.Entry(key: key, value: value))
            }
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
    fileprivate init(_ mark: yaml_mark_t) { self.init(line: mark.line + 1, column: mark.column + 1) }
}

/// Finds `\/` in scalars in double quotes. libyaml has resolved it in a scalar's text and counts places in characters,
/// so the bytes are walked along with the events.
@safe private struct SlashEscapes {
    private let text: UnsafeBufferPointer<UInt8>
    private let isPossible: Bool
    private var byte = 0
    private var character = 0

    init(in text: UnsafeBufferPointer<UInt8>) {
        unsafe self.text = unsafe text
        isPossible = unsafe zip(text, text.dropFirst()).contains { $0 == UInt8(ascii: "\\") && $1 == UInt8(ascii: "/") }
    }

    mutating func hasOne(in event: borrowing Event) -> Bool {
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
