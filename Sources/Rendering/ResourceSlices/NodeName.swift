/// The name of a Kubernetes node, `spec.nodeName`: a DNS subdomain of at most 253 characters.
package struct NodeName: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ text: String) throws(SliceError) {
        guard DNS1123.isSubdomain(text[...]) else { throw .invalidNodeName(text) }
        description = text
    }
}
