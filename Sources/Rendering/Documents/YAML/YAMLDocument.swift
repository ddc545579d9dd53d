extension YAMLNode {
    /// How deep a document may nest: ten times what any document read here needs.
    package static let depthLimit = 64

    /// How many nodes a foreign document may have, and how many its aliases may add.
    package static let nodeLimit = 1_000_000
    package static let aliasedNodeLimit = 400_000

    /// Reads one YAML document; JSON is YAML here as it is to the readers of container runtimes.
    ///
    /// Returns nil for an empty document. The time taken grows with the length of the text, whatever it holds.
    package static func parse(_ text: String) throws(YAMLError) -> YAMLNode? {
        try parse(Array(text.utf8))
    }

    package static func parse(_ bytes: [UInt8]) throws(YAMLError) -> YAMLNode? {
        try YAMLDocument(bytes, isForeign: false).root
    }
}

/// A YAML document that others wrote for others, read as their reader does (go-yaml 2): anchors, tags and merged
/// mappings are resolved, and only the first document of a text counts.
package struct YAMLDocument: Hashable, Sendable {
    /// nil for an empty document.
    package let root: YAMLNode?
    /// What a plain document has not, in the order of the text.
    package let oddities: [YAMLError]

    package init(foreign bytes: [UInt8]) throws(YAMLError) { try self.init(bytes, isForeign: true) }

    /// Anything odd in a document that is not foreign is an error.
    fileprivate init(_ bytes: [UInt8], isForeign: Bool) throws(YAMLError) {
        // libyaml takes a byte order mark for a character of the first line.
        let text = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes
        let directives = Self.tagDirectives(in: text, upTo: isForeign ? Self.tagDirectiveLimit + 1 : 1)
        if let last = directives.last, !isForeign || directives.count > Self.tagDirectiveLimit {
            throw .tag("%TAG", at: last)
        }
        self = try unsafe text.withUnsafeBufferPointer { (buffer) throws(YAMLError) in
            var parser = try unsafe YAMLParser(
                buffer, isForeign: isForeign, oddities: directives.prefix(1).map { .tag("%TAG", at: $0) })
            let root = try parser.document()
            return YAMLDocument(root: root, oddities: parser.oddities)
        }
    }

    private init(root: YAMLNode?, oddities: [YAMLError]) {
        self.root = root
        self.oddities = oddities
    }

    /// libyaml compares each %TAG directive with all before it.
    private static let tagDirectiveLimit = 16

    private static func tagDirectives(in bytes: [UInt8], upTo limit: Int) -> [TextPosition] {
        let directive = Array("%TAG".utf8)
        var positions: [TextPosition] = []
        var lineStart = 0
        var line = 1
        while lineStart < bytes.count, positions.count < limit {
            if bytes[lineStart...].starts(with: directive) { positions.append(TextPosition(line: line, column: 1)) }
            guard let end = bytes[lineStart...].firstIndex(where: { $0 == 0x0a || $0 == 0x0d }) else { break }
            lineStart = end + 1
            line += 1
        }
        return positions
    }
}
