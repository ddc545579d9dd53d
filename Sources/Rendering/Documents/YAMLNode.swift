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
