extension YAMLNode {
    /// How deep a document may nest: ten times what any document read here needs.
    package static let depthLimit = 64

    /// Reads one YAML document; JSON is YAML here as it is to the readers of container runtimes.
    ///
    /// Returns nil for an empty document. The time taken grows with the length of the text, whatever it holds.
    package static func parse(_ text: String) throws(YAMLError) -> YAMLNode? {
        try parse(Array(text.utf8))
    }

    package static func parse(_ bytes: [UInt8]) throws(YAMLError) -> YAMLNode? {
        // libyaml compares each %TAG directive with all before it.
        if let position = firstTagDirective(in: bytes) { throw .tag("%TAG", at: position) }
        return try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(YAMLError) in
            let parser = try unsafe YAMLParser(buffer)
            return try parser.document()
        }
    }

    private static func firstTagDirective(in bytes: [UInt8]) -> TextPosition? {
        let directive = Array("%TAG".utf8)
        var lineStart = 0
        var line = 1
        while lineStart < bytes.count {
            if bytes[lineStart...].starts(with: directive) { return TextPosition(line: line, column: 1) }
            guard let end = bytes[lineStart...].firstIndex(where: { $0 == 0x0a || $0 == 0x0d }) else { return nil }
            lineStart = end + 1
            line += 1
        }
        return nil
    }
}
