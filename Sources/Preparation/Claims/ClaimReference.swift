/// The claim that the kubelet speaks of. The UID is what counts: a claim that is deleted and made again keeps its name.
package struct ClaimReference: Hashable, Sendable {
    package let namespace: String
    package let name: String
    package let uid: String

    package init(namespace: String, name: String, uid: String) {
        self.namespace = namespace
        self.name = name
        self.uid = uid
    }
}

extension ClaimReference: CustomStringConvertible {
    package var description: String { "\(namespace)/\(name)" }
}
