import Documents

/// A document's node, for tests that look for one thing; what is missing has no text.
struct Document {
    private let node: YAMLNode?

    init(_ node: YAMLNode?) { self.node = node }

    subscript(key: String) -> Document { Document(node?.mapping?.first { $0.name == key }?.value) }

    var elements: [Document] { node?.sequence?.map { Document($0) } ?? [] }
    var pairs: [(String, String)] {
        node?.mapping?.compactMap { member in member.value.scalar.map { (member.name, $0.text) } } ?? []
    }
    var text: String? { node?.scalar?.text }
    var integer: Int64? { text.flatMap { Int64($0) } }
}
