import Delivery
import Documents
import FakeAPIServer
import Glibc
import Hardware
import ResourceSlices
import SinkContract
import Testing
import TestSupport

@testable import KubernetesAPI

/// Thousands of steps with the watch, the queue and all waits, since they take no time.
@Suite("A node that lives for days", .timeLimit(.minutes(3)))
struct LifeTests {
    private struct Life {
        var random: SeededGenerator
        let fleet: Fleet
        let weather: Weather
        var cards: Set<Int> = [0, 1]
        var steps = 0

        init(seed: UInt64) throws {
            random = SeededGenerator(seed: seed)
            weather = Weather(seed: seed)
            fleet = try Fleet(1, devices: 0)
            fleet.cluster.change { [weather] state in
                state.minor = 33
                state.versions = [.v1beta1]
                state.pageSize = 2
                state.fault = { _ in weather.fault() }
            }
        }

        private var cluster: TestCluster { fleet.cluster }

        func submit(to queue: SinkQueue) {
            queue.submit(SlicePublication(.cards(cards), .sample(node: "node-0", policy: .counters)))
        }

        mutating func step(_ queue: SinkQueue) {
            steps += 1
            switch Int.random(in: 0..<12, using: &random) {
            case 0: cluster.wipe(node: "node-0")
            case 1:
                cluster.put(
                    "stranger",
                    StoredSlice.object(name: "stranger", driver: "gpu.apus.dev", node: "node-0", devices: ["x"]))
            case 2: cluster.with { $0.objects.keys.sorted().first }.map { cluster.remove($0) }
            case 3: cluster.endWatches()
            case 4: cluster.expire()
            case 5:
                fleet.server.goDown()
                fleet.time.run(for: .seconds(Int.random(in: 1...30, using: &random)))
                fleet.server.comeBack()
            default:
                let some = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                    Int.random(in: 0..<20, using: &random)
                }
                if Bool.random(using: &random) { cards.formUnion(some) } else { cards.subtract(some) }
                submit(to: queue)
            }
            fleet.time.run(for: .milliseconds(Int.random(in: 0...4000, using: &random)))
        }

        func upgrade() {
            fleet.server.goDown()
            cluster.change { state in
                state.minor = 35
                state.versions = [.v1]
            }
            fleet.server.comeBack()
        }

        /// What makes the pool useless to schedulers; empty for a good one.
        var faults: [String] {
            let slices = cluster.slices
            let names = slices.flatMap(\.contentNames).filter { $0.hasPrefix("device") }
            var faults: [String] = []
            if Set(names).count != names.count { faults.append("a device is there twice") }
            if names.count != 2 * cards.count { faults.append("\(names.count) devices of \(2 * cards.count)") }
            if Set(slices.map(\.pool)).count > 1 { faults.append("pools differ: \(Set(slices.map(\.pool)))") }
            if slices.first?.pool.sliceCount != Int64(slices.count) { faults.append("slices are missing") }
            return faults
        }
    }

    @Test(arguments: 0..<UInt64(fuzzRounds(4)))
    func `has a complete pool whenever it is quiet, and then writes nothing`(seed: UInt64) async throws {
        var life = try Life(seed: seed)
        for agent in 0..<UInt64(8) {
            try await life.fleet.run(seed: seed << 8 + agent) { queues in
                let queue = try #require(queues.first)
                life.submit(to: queue)
                for round in 0..<4 {
                    life.weather.turn(stormy: true)
                    for _ in 0..<Int.random(in: 10...40, using: &life.random) { life.step(queue) }
                    if agent == 4, round == 1 { life.upgrade() }
                    life.weather.turn(stormy: false)
                    // The longest that anything waits: ten minutes after a refusal.
                    life.fleet.time.run(for: .seconds(700))
                    #expect(life.faults == [], "seed \(seed), agent \(agent), round \(round)")
                    let writes = life.fleet.cluster.writes
                    life.fleet.time.run(for: .seconds(700))
                    #expect(life.fleet.cluster.writes == writes, "seed \(seed), agent \(agent), round \(round)")
                }
            }
        }
        #expect(life.steps > 500)
        #expect(life.fleet.cluster.writes < 8 * life.steps)
        #expect(life.fleet.cluster.with { $0.unknownFields } == [])
    }
}

@Suite("Two agents of one node", .timeLimit(.minutes(1)))
struct PairTests {
    /// As for a moment in a rolling update.
    @Test(arguments: 0..<UInt64(fuzzRounds(4)))
    func `agree, since they see the same devices`(seed: UInt64) async throws {
        let fleet = try Fleet(2, devices: 650, onOneNode: true)
        try await fleet.run(seed: seed) { queues in
            fleet.time.run(for: .seconds(60))
            let count = fleet.cluster.slices.count
            #expect(Set(fleet.cluster.slices.map(\.pool)).count == 1)
            fleet.cluster.wipe(node: "node-0")
            for queue in queues { queue.submit(SlicePublication(.devices(640), .sample(node: "node-0"))) }
            fleet.time.run(for: .seconds(60))
            let slices = fleet.cluster.slices
            #expect(slices.count == count)
            #expect(Set(slices.map(\.pool)).count == 1)
            #expect(slices.flatMap(\.contentNames).count == 640)
            #expect(fleet.cluster.writes <= 6 * count)
            let writes = fleet.cluster.writes
            fleet.time.run(for: .seconds(3600))
            #expect(fleet.cluster.writes == writes)
        }
    }
}

@Suite("Two agents of one node with different settings", .timeLimit(.minutes(1)))
struct ContestTests {
    /// One hides the physical function, the other publishes it with counters: another pool under the same names.
    private static func publication(_ policy: PhysicalFunctionPolicy) -> SlicePublication {
        SlicePublication(.withVirtualFunctions, .sample(node: "node-0", policy: policy))
    }

    @Test(arguments: 0..<UInt64(fuzzRounds(4)))
    func `undo each other's work ever more slowly, and each says so once`(seed: UInt64) async throws {
        let fleet = try Fleet(2, devices: 0, onOneNode: true)
        try await fleet.run(seed: seed) { queues in
            for (queue, policy) in zip(queues, [PhysicalFunctionPolicy.hide, .counters]) {
                queue.submit(Self.publication(policy))
            }
            var writes: [Int] = []
            for _ in 0..<120 {
                let before = fleet.cluster.writes
                fleet.time.run(for: .seconds(60))
                writes.append(fleet.cluster.writes - before)
            }
            if getenv("APUS_PRINT_CURVES") != nil { print("Writes by minute: \(writes)") }
            #expect(writes[0] < 60)
            #expect(writes[1..<10].reduce(0, +) < 60)
            // Each of two agents comes once in five minutes at most, with three writes.
            #expect(writes[60...].reduce(0, +) <= 60 / 2 * 3)
            #expect(writes[60...].reduce(0, +) > 0)
        }
        #expect(fleet.log.notices.filter { $0.contains("second agent") }.count == 2)
        #expect(!fleet.log.infos.isEmpty)
    }

    @Test func `are both quick again once they agree`() async throws {
        let fleet = try Fleet(2, devices: 0, onOneNode: true)
        try await fleet.run { queues in
            for (queue, policy) in zip(queues, [PhysicalFunctionPolicy.hide, .counters]) {
                queue.submit(Self.publication(policy))
            }
            fleet.time.run(for: .seconds(3600))
            for queue in queues { queue.submit(Self.publication(.counters)) }
            fleet.time.run(for: .seconds(900))
            let slices = fleet.cluster.slices.count
            fleet.cluster.wipe(node: "node-0")
            #expect(fleet.time(until: { fleet.cluster.slices.count == slices }, within: .seconds(5)) != nil)
        }
    }
}

@Suite("What others do to slices", .timeLimit(.minutes(1)))
struct ForeignChangeTests {
    @Test func `is put right and is in the log, though it is no reason for a notice`() async throws {
        let fleet = try Fleet(1, devices: 200)
        try await fleet.run {
            fleet.time.run(for: .seconds(20))
            let slices = fleet.cluster.slices
            #expect(fleet.log.infos.isEmpty)
            fleet.cluster.wipe(node: "node-0")
            fleet.time.run(for: .seconds(10))
            fleet.cluster.put(
                "copy", StoredSlice.object(name: "copy", driver: "gpu.apus.dev", node: "node-0", devices: ["x"]))
            fleet.time.run(for: .seconds(10))
            #expect(fleet.cluster.slices.map(\.name) == slices.map(\.name))
            #expect(
                fleet.log.infos == [
                    "Somebody else deleted \(slices.count) ResourceSlices of this node, \(slices[0].name) among them.",
                    "Somebody else added the ResourceSlice copy.",
                ])
            #expect(!fleet.log.notices.contains { $0.contains("Somebody else") })
        }
    }
}
