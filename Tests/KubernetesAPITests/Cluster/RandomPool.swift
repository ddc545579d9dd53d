import Documents
import ResourceSlices
import TestSupport

@testable import KubernetesAPI

/// Pools and what strangers and broken runs leave of them.
struct RandomPool {
    var random: SeededGenerator
    let owner = NodeOwner(name: "node1", uid: "node-uid")

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func desired() -> [DesiredSlice] {
        let count = Int.random(in: 1...5, using: &random)
        return (0..<count).map { index in
            let devices = (0..<Int.random(in: 0...3, using: &random)).map { device($0 * 5 + index) }
            return DesiredSlice(
                index: index, name: "0000\(index)-gpu.example.com-node1", apiVersion: "resource.k8s.io/v1",
                poolName: "node1", sliceCount: Int64(count),
                spec: ["driver": "gpu.example.com", "nodeName": "node1", "devices": .array(devices)])
        }
    }

    private mutating func device(_ number: Int) -> JSONValue {
        [
            "name": .string("gpu-\(number)"),
            "attributes": ["model": ["string": .string("X\(Int.random(in: 0...1, using: &random))")]],
            "capacity": ["memory": ["value": "1Gi"]],
        ]
    }

    /// Some of the slices as they are or nearly so, in any generation, and some that nobody knows.
    mutating func cluster(near desired: [DesiredSlice]) -> MemoryCluster {
        var cluster = MemoryCluster()
        let generations: [Int64] = [0, 1, 7, .max - 1, .max]
        let generation = generations.randomElement(using: &random) ?? 1
        for slice in desired where Int.random(in: 0...3, using: &random) > 0 {
            let isOlder = generation > 0 && Int.random(in: 0...4, using: &random) == 0
            var pool = SlicePool(
                name: slice.poolName, generation: isOlder ? generation - 1 : generation, sliceCount: slice.sliceCount)
            if Int.random(in: 0...5, using: &random) == 0 { pool.sliceCount += 1 }
            var spec = slice.spec.setting("pool", pool.json)
            if Int.random(in: 0...5, using: &random) == 0 { spec = spec.setting("devices", [device(99)]) }
            let names = [
                slice.name, slice.name, "\(slice.name)-abcde", "node1-gpu.example.com-\(random.next() % 1000)",
            ]
            let owner = Bool.random(using: &random) ? owner : NodeOwner(name: "node1", uid: "old")
            cluster.put(
                names.randomElement(using: &random) ?? slice.name,
                metadata: [.init("ownerReferences", [owner.reference])], spec: spec)
        }
        for number in 0..<Int.random(in: 0...2, using: &random) {
            let pool = SlicePool(
                name: ["node1", "another"].randomElement(using: &random) ?? "node1", generation: generation,
                sliceCount: 1)
            cluster.put(
                "stranger-\(number)",
                spec: [
                    "driver": "gpu.example.com", "pool": pool.json, "nodeName": "node1", "devices": [device(number)],
                ])
        }
        return cluster
    }
}
