package import Documents

/// What a stranger finds where a sink publishes to.
package struct ObservedPool: Sendable {
    /// The documents of all slices, in any order.
    package let slices: [JSONValue]
    /// Differs after every write, be it of the same content: a count of requests, inode numbers, a resourceVersion.
    package let revision: String

    package init(slices: [JSONValue], revision: String) {
        self.slices = slices
        self.revision = revision
    }

    /// The slices of a document in JSON or YAML: the one that it is, or those that it lists.
    package static func slices(in text: String) throws -> [JSONValue] {
        guard let node = try YAMLNode.parse(text) else { return [] }
        let document = JSONValue(node)
        guard case .array(let items) = document["items"] else { return [document] }
        return items
    }
}

extension JSONValue {
    /// The same document; what is no value of JSON becomes a string.
    package init(_ node: YAMLNode) {
        switch node.content {
        case .mapping(let entries): self = .object(entries.map { Member($0.name, JSONValue($0.value)) })
        case .sequence(let elements): self = .array(elements.map { JSONValue($0) })
        case .scalar(let scalar):
            if scalar.isNull {
                self = .null
            } else if let boolean = scalar.boolean {
                self = .bool(boolean)
            } else if let integer = scalar.integer {
                self = .integer(integer)
            } else {
                self = .string(scalar.text)
            }
        }
    }
}
