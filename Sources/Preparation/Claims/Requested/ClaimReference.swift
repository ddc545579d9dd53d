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

    /// Whether a text can be the UID of an object, and so a part of a file's name.
    static func isUID(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, text.utf8.count <= 63 else { return false }
        return first.isASCIIAlphanumeric && last.isASCIIAlphanumeric
            && text.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") }
    }

    /// Whether an API server can have such a claim. Its parts become parts of paths.
    var isPossible: Bool {
        Self.isUID(uid) && Self.isPathComponent(namespace) && Self.isPathComponent(name)
    }

    /// Whether a text can be a part of a path.
    private static func isPathComponent(_ text: String) -> Bool {
        !text.isEmpty && text != "." && text != ".." && !text.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
    }
}

extension ClaimReference: CustomStringConvertible {
    package var description: String { "\(namespace)/\(name)" }
}
