import Documents
import TestSupport

@testable import KubernetesAPI

/// The slices that a server holds, without any rule but that names are unique; takes a plan step by step.
struct MemoryCluster {
    private(set) var objects: [String: JSONValue] = [:]
    private var counter = 0

    var slices: [StoredSlice] { objects.sorted { $0.key < $1.key }.compactMap { StoredSlice($0.value) } }

    mutating func put(_ name: String, metadata: [JSONValue.Member] = [], spec: JSONValue) {
        counter += 1
        let own: [JSONValue.Member] = [
            .init("name", .string(name)), .init("uid", .string("uid-\(counter)")),
            .init("resourceVersion", .string(String(counter))),
        ]
        objects[name] = [
            "metadata": .object(own + metadata.filter { member in !own.contains { $0.name == member.name } }),
            "spec": spec,
        ]
    }

    /// False where a write meets what the plan did not expect.
    mutating func apply(_ plan: PoolPlan, steps: Int = .max) -> Bool {
        var left = steps
        for deletion in plan.deletions where left > 0 {
            guard objects.removeValue(forKey: deletion.name) != nil else { return false }
            left -= 1
        }
        for update in plan.updates where left > 0 {
            guard objects[update.stored.name] != nil else { return false }
            put(update.stored.name, metadata: update.body["metadata"]?.members ?? [], spec: update.body["spec"] ?? [:])
            left -= 1
        }
        for creation in plan.creations where left > 0 {
            let metadata = creation.body["metadata"] ?? [:]
            let name = metadata["name"]?.text ?? "\(metadata["generateName"]?.text ?? "")x\(counter)"
            guard objects[name] == nil else { return false }
            put(name, metadata: metadata.members, spec: creation.body["spec"] ?? [:])
            left -= 1
        }
        return true
    }
}
