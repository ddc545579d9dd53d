/// An object whose lists are made while they are written, an element at a time: of thousands of devices neither the tree
/// nor the text is ever whole in memory. Its text is that of the same object as a ``JSONValue``.
package struct LongDocument {
    package enum Content {
        case value(JSONValue)
        case elements(any Sequence<JSONValue>)
    }

    private let members: [(name: String, content: Content)]

    package init(_ members: [(name: String, content: Content)]) { self.members = members }

    /// Without the members whose content is nil.
    package init(known members: KeyValuePairs<String, Content?>) {
        self.init(members.compactMap { name, content in content.map { (name, $0) } })
    }

    /// As ``JSONValue/jsonText`` has it, in pieces that follow one another; what `output` throws ends it.
    package func writeJSON<Failure>(to output: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        var writer = DocumentWriter()
        for (index, (name, content)) in members.enumerated() {
            writer.jsonName(name, index, level: 0)
            switch content {
            case .value(let value): writer.json(value, level: 1)
            case .elements(let elements):
                var count = 0
                for element in elements {
                    writer.jsonElement(element, count, level: 1)
                    count += 1
                    try writer.handOver(to: output)
                }
                if count == 0 { writer.json([], level: 1) } else { writer.endJSON("]", level: 1) }
            }
        }
        if members.isEmpty { writer.json([:], level: 0) } else { writer.endJSON("}", level: 0) }
        writer.append("\n")
        try output(writer.text.bytes)
    }

    /// As ``JSONValue/yamlText`` has it, in pieces that follow one another; what `output` throws ends it.
    package func writeYAML<Failure>(to output: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        var writer = DocumentWriter()
        for (index, (name, content)) in members.enumerated() {
            writer.yamlKey(name, column: 0, isLineOpen: index == 0)
            switch content {
            case .value(let value): writer.yamlMember(value, column: 0)
            case .elements(let elements):
                var isEmpty = true
                for element in elements {
                    writer.yamlElement(element, column: 0, isLineOpen: false)
                    isEmpty = false
                    try writer.handOver(to: output)
                }
                if isEmpty { writer.yamlMember([], column: 0) }
            }
        }
        if members.isEmpty { writer.yaml([:], column: 0, isLineOpen: true) }
        writer.append("\n")
        try output(writer.text.bytes)
    }

    package var jsonText: String { String(decoding: jsonBytes, as: UTF8.self) }

    package var jsonBytes: [UInt8] {
        var bytes: [UInt8] = []
        writeJSON { bytes += $0 }
        return bytes
    }

    /// The same object, made at once.
    package var value: JSONValue {
        .object(
            members.map { name, content in
                switch content {
                case .value(let value): JSONValue.Member(name, value)
                case .elements(let elements): JSONValue.Member(name, .array(Array(elements)))
                }
            })
    }
}

extension DocumentWriter {
    /// Few system calls, little memory.
    private static let enough = 65536

    fileprivate mutating func handOver<Failure>(to output: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        guard text.count >= Self.enough else { return }
        try output(text.bytes)
        text.removeAll()
    }
}
