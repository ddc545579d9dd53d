/// The name of a Kubernetes node, `spec.nodeName`: a DNS subdomain of at most 253 characters.
package struct NodeName: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ text: String) throws(SliceError) {
        guard DNS1123.isSubdomain(text[...]) else { throw .invalidNodeName(text) }
        description = text
    }

    /// What is left of a text when everything that no name may have becomes a dash.
    package init(approximating text: String) {
        let parts = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        description = parts.isEmpty ? "localhost" : String(parts.joined(separator: "-").prefix(63))
    }
}
