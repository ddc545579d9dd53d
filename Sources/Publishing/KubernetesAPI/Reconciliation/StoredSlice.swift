internal import Documents
internal import ResourceSlices

/// A ResourceSlice as a server has it, in the API version in which it was asked.
struct StoredSlice: Hashable {
    let name: String
    let uid: String
    let resourceVersion: String
    /// Whether it was deleted and only waits for somebody's finalizer.
    let isTerminating: Bool
    let pool: SlicePool
    let metadata: JSONValue
    let spec: JSONValue

    /// nil where the object lacks what every stored slice has.
    init?(_ object: JSONValue) {
        guard let metadata = object["metadata"], let spec = object["spec"], let name = metadata["name"]?.text,
            let uid = metadata["uid"]?.text, let version = metadata["resourceVersion"]?.text,
            let pool = spec["pool"].flatMap(SlicePool.init)
        else { return nil }
        self.name = name
        self.uid = uid
        self.resourceVersion = version
        isTerminating = metadata["deletionTimestamp"].map { !$0.isUnset } ?? false
        self.pool = pool
        self.metadata = metadata
        self.spec = spec
    }

    var driver: String { spec["driver"]?.text ?? "" }

    var nodeName: String { spec["nodeName"]?.text ?? "" }

    func isOwned(by owner: NodeOwner) -> Bool {
        metadata["ownerReferences"]?.elements.contains { owner.isMeant(by: $0) } ?? false
    }

    /// What it holds, for recognising it under another name: its devices and counter sets.
    var contentNames: Set<String> { SliceSpec.contentNames(of: spec) }
}

extension SlicePool {
    init?(_ value: JSONValue) {
        guard let name = value["name"]?.text else { return nil }
        self.init(
            name: name, generation: value["generation"]?.number ?? 0,
            sliceCount: value["resourceSliceCount"]?.number ?? 0)
    }
}

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
