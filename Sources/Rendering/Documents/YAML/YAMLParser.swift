internal import CYAML

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

    private mutating func node(from event: borrowing YAMLEvent, depth: Int) throws(YAMLError) -> YAMLNode {
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

    private mutating func plainNode(from event: borrowing YAMLEvent, depth: Int) throws(YAMLError) -> YAMLNode {
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

    private func next() throws(YAMLError) -> YAMLEvent {
        guard let event = unsafe YAMLEvent(parser) else { throw unsafe failure(of: parser.pointee) }
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
