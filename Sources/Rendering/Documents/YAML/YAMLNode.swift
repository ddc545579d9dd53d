/// A part of a YAML or JSON document, with the place where it stands.
package struct YAMLNode: Hashable, Sendable {
    package let position: TextPosition
    package let content: Content

    package init(position: TextPosition, content: Content) {
        self.position = position
        self.content = content
    }

    package enum Content: Hashable, Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        /// In the order of the document; no key stands there twice.
        case mapping([Entry])
    }

    /// A key and its value.
    package struct Entry: Hashable, Sendable {
        /// Always a scalar.
        package let key: YAMLNode
        package let value: YAMLNode

        package init(key: YAMLNode, value: YAMLNode) {
            self.key = key
            self.value = value
        }

        /// The key's text.
        package var name: String { key.scalar?.text ?? "" }
    }
}

extension YAMLNode {
    package var scalar: YAMLScalar? {
        guard case .scalar(let scalar) = content else { return nil }
        return scalar
    }

    package var sequence: [YAMLNode]? {
        guard case .sequence(let elements) = content else { return nil }
        return elements
    }

    package var mapping: [Entry]? {
        guard case .mapping(let entries) = content else { return nil }
        return entries
    }

    /// The value of that key in a mapping.
    package subscript(name: String) -> YAMLNode? { mapping?.first { $0.name == name }?.value }

    package var isNull: Bool { scalar?.isNull ?? false }

    package var string: String? { scalar?.string }

    package var boolean: Bool? { scalar?.boolean }

    package var integer: Int64? { scalar?.integer }

    /// What stands there, for messages: `a mapping`, `the number 7`.
    package var summary: String {
        switch content {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar(let scalar) where scalar.isNull: "nothing"
        case .scalar(let scalar) where scalar.boolean != nil: "the boolean \(scalar.text)"
        case .scalar(let scalar) where scalar.isNumber: "the number \(scalar.text.prefix(40))"
        case .scalar: "a string"
        }
    }
}
