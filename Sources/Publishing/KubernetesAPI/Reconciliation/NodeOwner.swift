internal import Documents

/// The Node object that a slice belongs to, so that the slice goes with it.
struct NodeOwner: Hashable {
    let name: String
    /// A node that registers again has another one; slices of the old one are collected as garbage.
    let uid: String

    /// Without `blockOwnerDeletion`, which needs a permission on the node's finalizers.
    var reference: JSONValue {
        ["apiVersion": "v1", "kind": "Node", "name": .string(name), "uid": .string(uid), "controller": true]
    }

    func isMeant(by reference: JSONValue) -> Bool {
        reference["kind"]?.text == "Node" && reference["name"]?.text == name && reference["uid"]?.text == uid
    }
}
