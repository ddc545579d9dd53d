import Documents
import ResourceSlices
import TestSupport
import Testing

@testable import KubernetesAPI

@Suite("A plan for a pool")
struct ReconciliationTests {
    private static let owner = NodeOwner(name: "node1", uid: "node-uid")

    private static func desired(
        _ contents: [[String]], model: String = "X1", more: (String) -> [String: JSONValue] = { _ in [:] }
    ) -> [DesiredSlice] {
        contents.enumerated().map { index, names in
            DesiredSlice(
                index: index, name: "0000\(index)-gpu.example.com-node1", apiVersion: "resource.k8s.io/v1",
                poolName: "node1", sliceCount: Int64(contents.count),
                spec: [
                    "driver": "gpu.example.com", "nodeName": "node1",
                    "devices": .array(
                        names.map { name in
                            more(name).reduce(
                                ["name": .string(name), "attributes": ["model": ["string": .string(model)]]]
                            ) { $0.setting($1.key, $1.value) }
                        }),
                ])
        }
    }

    private static func plan(_ desired: [DesiredSlice], on cluster: MemoryCluster) -> PoolPlan {
        Reconciliation(stored: cluster.slices, desired: desired, owner: owner).plan()
    }

    private static func cluster(_ desired: [DesiredSlice]) -> MemoryCluster {
        var cluster = MemoryCluster()
        _ = cluster.apply(plan(desired, on: cluster))
        return cluster
    }

    @Test func `begins an empty pool with generation 1`() {
        let plan = Self.plan(Self.desired([["a"], ["b"]]), on: MemoryCluster())
        #expect(plan.generation == 1)
        #expect(
            plan.creations.map { $0.body["metadata"]?["name"]?.text } == [
                "00000-gpu.example.com-node1", "00001-gpu.example.com-node1",
            ])
        #expect(plan.creations.allSatisfy { $0.body["metadata"]?["ownerReferences"] == [Self.owner.reference] })
        #expect(plan.count == 2)
    }

    @Test func `is empty where nothing changed`() {
        let desired = Self.desired([["a"], ["b"]])
        #expect(Self.plan(desired, on: Self.cluster(desired)).isEmpty)
    }

    @Test func `is one write in the same generation where one slice changed`() {
        let cluster = Self.cluster(Self.desired([["a"], ["b", "c"]]))
        let plan = Self.plan(Self.desired([["a"], ["c"]]), on: cluster)
        #expect(plan.generation == 1)
        #expect(plan.updates.map(\.index) == [1])
        #expect(plan.count == 1)
    }

    @Test func `rewrites all slices in the next generation where two changed`() {
        let cluster = Self.cluster(Self.desired([["a"], ["b"], ["c"]]))
        let plan = Self.plan(Self.desired([["a", "x"], ["b", "y"], ["c"]]), on: cluster)
        #expect(plan.generation == 2)
        #expect(plan.updates.map(\.index) == [0, 1, 2])
        #expect(plan.updates.allSatisfy { $0.body["spec"]?["pool"]?["generation"] == 2 })
    }

    @Test func `tells every slice the new count where one comes or goes`() {
        let three = Self.desired([["a"], ["b"], ["c"]])
        let two = Self.desired([["a"], ["b"]])
        let growing = Self.plan(three, on: Self.cluster(two))
        #expect(growing.generation == 2)
        #expect(growing.updates.count == 2)
        #expect(growing.creations.count == 1)
        let shrinking = Self.plan(two, on: Self.cluster(three))
        #expect(shrinking.generation == 2)
        #expect(shrinking.deletions.map(\.name) == ["00002-gpu.example.com-node1"])
        #expect(shrinking.updates.count == 2)
    }

    @Test func `takes over what another naming scheme left`() {
        var cluster = MemoryCluster()
        for slice in Self.desired([["a"], ["b"]]) {
            cluster.put("node1-gpu.example.com-\(slice.index)zzzz", spec: slice.spec(generation: 5))
        }
        let plan = Self.plan(Self.desired([["a"], ["b"]]), on: cluster)
        #expect(plan.generation == 5)
        #expect(plan.deletions.isEmpty && plan.creations.isEmpty)
        #expect(plan.updates.map(\.stored.name) == ["node1-gpu.example.com-0zzzz", "node1-gpu.example.com-1zzzz"])
        #expect(plan.updates.allSatisfy { $0.body["metadata"]?["ownerReferences"] == [Self.owner.reference] })
    }

    @Test func `does not take over what would turn the order of allocation around`() {
        var cluster = MemoryCluster()
        for slice in Self.desired([["a"], ["b"]]) {
            cluster.put("node1-gpu.example.com-\(9 - slice.index)zzzz", spec: slice.spec(generation: 5))
        }
        let plan = Self.plan(Self.desired([["a"], ["b"]]), on: cluster)
        #expect(plan.deletions.count == 2)
        #expect(plan.creations.count == 2)
        #expect(plan.generation == 6)
    }

    @Test func `deletes the copy that a POST with a lost answer left`() {
        let desired = Self.desired([["a"], ["b"]])
        var cluster = Self.cluster(desired)
        cluster.put("00001-gpu.example.com-node1-x7k2p", spec: desired[1].spec(generation: 1))
        let plan = Self.plan(desired, on: cluster)
        #expect(plan.deletions.map(\.name) == ["00001-gpu.example.com-node1-x7k2p"])
        #expect(plan.count == 1)
    }

    @Test func `finishes what was cut short in the generation that it began`() {
        let before = Self.desired([["a"], ["b"], ["c"]])
        let after = Self.desired([["a"], ["b"], ["c"]], model: "X2")
        var cluster = Self.cluster(before)
        _ = cluster.apply(Self.plan(after, on: cluster), steps: 2)
        let plan = Self.plan(after, on: cluster)
        #expect(plan.generation == 2)
        #expect(plan.updates.map(\.index) == [2])
        #expect(plan.count == 1)
    }

    @Test func `gives slices to the node's present object without a new generation`() {
        let desired = Self.desired([["a"], ["b"]])
        let cluster = Self.cluster(desired)
        let again = NodeOwner(name: "node1", uid: "second-life")
        let plan = Reconciliation(stored: cluster.slices, desired: desired, owner: again).plan()
        #expect(plan.generation == 1)
        #expect(plan.updates.count == 2)
        #expect(plan.updates.allSatisfy { $0.body["metadata"]?["ownerReferences"] == [again.reference] })
    }

    @Test func `asks the server for a name where a slice under ours waits for its end`() {
        let desired = Self.desired([["a"]])
        var cluster = MemoryCluster()
        cluster.put(
            desired[0].name, metadata: [.init("deletionTimestamp", "2026-01-01T00:00:00Z")],
            spec: desired[0].spec(generation: 3))
        let plan = Self.plan(desired, on: cluster)
        #expect(plan.generation == 4)
        #expect(plan.deletions.isEmpty)
        #expect(plan.creations.map { $0.body["metadata"]?["generateName"]?.text } == [desired[0].name + "-"])
    }

    @Test func `leaves slices of other drivers and nodes alone`() {
        var cluster = MemoryCluster()
        for (name, driver, node) in [("a", "other.example.com", "node1"), ("b", "gpu.example.com", "node2")] {
            cluster.put(
                name,
                spec: [
                    "driver": .string(driver), "nodeName": .string(node),
                    "pool": SlicePool(name: "node1", generation: 9, sliceCount: 1).json,
                ])
        }
        let plan = Self.plan(Self.desired([["a"]]), on: cluster)
        #expect(plan.deletions.isEmpty)
        #expect(plan.generation == 1)
    }

    @Test func `keeps labels and what else others put into the metadata`() {
        var cluster = MemoryCluster()
        let desired = Self.desired([["a"]])
        cluster.put(
            desired[0].name, metadata: [.init("labels", ["team": "x"]), .init("managedFields", [["a": 1]])],
            spec: desired[0].spec(generation: 1))
        let body = Self.plan(Self.desired([["b"]]), on: cluster).updates.first?.body
        #expect(body?["metadata"]?["labels"] == ["team": "x"])
        #expect(body?["metadata"]?["managedFields"] == nil)
        #expect(body?["metadata"]?["resourceVersion"] == "1")
    }

    /// Pods that tolerate the taint for a while would be given that while once more.
    @Test func `keeps the time of a taint whose device comes into another slice`() throws {
        let taint: JSONValue = ["key": "k", "value": "gone", "effect": "NoExecute"]
        let timed = taint.setting("timeAdded", "2026-01-01T00:00:00Z")
        func tainted(_ contents: [[String]], _ taint: JSONValue) -> [DesiredSlice] {
            Self.desired(contents) { $0 == "lost" ? ["taints": [taint]] : [:] }
        }
        let before = tainted([["a", "b", "lost"]], timed)
        for after in [[["a", "b"], ["lost"]], [["lost"], ["a", "b"]], [["lost", "a", "b"]]] {
            let desired = tainted(after, taint)
            var cluster = Self.cluster(before)
            let isTaken = cluster.apply(Self.plan(desired, on: cluster))
            #expect(isTaken)
            #expect(cluster.slices.map { $0.spec.setting("pool", nil) } == tainted(after, timed).map(\.spec))
            #expect(Self.plan(desired, on: cluster).isEmpty)
        }
    }

    @Test func `does not fight over what the server changed`() {
        let desired = Self.desired([["a"]])
        var cluster = MemoryCluster()
        let kept = desired[0].spec(generation: 1).setting("devices", [["name": "a"]])
        cluster.put(
            desired[0].name, metadata: [.init("ownerReferences", [Self.owner.reference])], spec: kept)
        var reconciliation = Reconciliation(stored: cluster.slices, desired: desired, owner: Self.owner)
        #expect(reconciliation.plan().count == 1)
        reconciliation.rewrites[0] = ServerRewrite(sent: desired[0].spec, stored: kept)
        #expect(reconciliation.plan().isEmpty)
        let changed = Self.desired([["a"]], model: "X2")
        let next = Reconciliation(
            stored: cluster.slices, desired: changed, owner: Self.owner, rewrites: reconciliation.rewrites)
        #expect(next.plan().count == 1)
    }

    @Test func `gives a complete and valid pool from any state, and then nothing more to do`() {
        for seed in 0..<UInt64(fuzzRounds(400)) {
            var pool = RandomPool(seed: seed)
            let desired = pool.desired()
            var cluster = pool.cluster(near: desired)
            // Now and then the first try ends half-way.
            let first = Reconciliation(stored: cluster.slices, desired: desired, owner: pool.owner).plan()
            if Bool.random(using: &pool.random) {
                let isTaken = cluster.apply(first, steps: Int.random(in: 0...4, using: &pool.random))
                #expect(isTaken, "seed \(seed)")
            }
            let plan = Reconciliation(stored: cluster.slices, desired: desired, owner: pool.owner).plan()
            let isTaken = cluster.apply(plan)
            #expect(isTaken, "seed \(seed)")
            let slices = cluster.slices
            #expect(slices.count == desired.count, "seed \(seed)")
            #expect(
                slices.allSatisfy {
                    $0.pool == SlicePool(name: "node1", generation: plan.generation, sliceCount: Int64(desired.count))
                        && $0.isOwned(by: pool.owner)
                }, "seed \(seed)")
            let stored = slices.map { $0.spec.setting("pool", nil) }
            #expect(stored == desired.map { $0.spec.setting("pool", nil) }, "seed \(seed): content in order of names")
            let again = Reconciliation(stored: slices, desired: desired, owner: pool.owner).plan()
            #expect(again.isEmpty, "seed \(seed)")
        }
    }
}
