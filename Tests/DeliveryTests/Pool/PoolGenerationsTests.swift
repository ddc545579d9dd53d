import Delivery
import Files
import Hardware
import ResourceSlices
import SinkContract
import SystemPackage
import Testing
import TestSupport

@Suite("A pool's generation") struct PoolGenerationsTests {
    private let store = MemoryStore()

    private func generations(at time: Double = 1_790_000_000) -> PoolGenerations {
        PoolGenerations(store, now: { time })
    }

    @Test func `begins with 1 and is on the disk when it is handed out`() throws {
        var generations = generations()
        let decision = try generations.decide(on: .devices(3), by: .sample)
        #expect(decision.outcome == .changed(.devices(3)))
        #expect(decision.publication?.pool.generation == 1)
        #expect(store.text?.contains("\"generation\": 1") == true)
        #expect(!generations.wasRecovered)
    }

    @Test func `stays, and nothing is written, while nothing changes`() throws {
        var generations = generations()
        let first = try generations.decide(on: .devices(150), by: .sample)
        let second = try generations.decide(on: .devices(150), by: .sample)
        #expect(second.outcome == first.publication.map { .unchanged($0) })
        #expect(store.writes == 1)
    }

    @Test func `stays when something changes that no slice shows`() throws {
        var generations = generations()
        let first = try generations.decide(on: .devices(3), by: .sample)
        let other = Inventory(
            host: HostIdentity(name: "node1", kernelRelease: "6.12.0"),
            accelerators: Inventory.devices(3).accelerators)
        let second = try generations.decide(on: other, by: .sample)
        #expect(second.outcome == first.publication.map { .unchanged($0) })
    }

    @Test func `stays when a link saves power, and so does what is announced`() throws {
        var generations = generations()
        let first = try generations.decide(on: .devices(150), by: .sample)
        var resting = Inventory.devices(150).accelerators
        for index in resting.indices {
            resting[index].function.link.currentSpeed = LinkSpeed(tenths: 25)
            resting[index].function.link.currentWidth = 1
        }
        let second = try generations.decide(
            on: Inventory(host: Inventory.devices(150).host, accelerators: resting), by: .sample)
        #expect(second.outcome == first.publication.map { .unchanged($0) })
        #expect(store.writes == 1)
    }

    @Test func `rises by one with each change, though it is of a single slice`() throws {
        var generations = generations()
        let inventories = [
            Inventory.devices(3), .devices(4), .devices(0), .devices(150), .devices(150).with(serial: "x", at: 3),
            .devices(150).with(serial: "x", at: 3).with(serial: "y", at: 140),
        ]
        for (index, inventory) in inventories.enumerated() {
            let decision = try generations.decide(on: inventory, by: .sample)
            guard case .changed(let publication) = decision.outcome else {
                Issue.record("\(decision.outcome) is no change")
                return
            }
            #expect(publication.pool.generation == Int64(index + 1))
        }
        #expect(store.writes == 6)
    }

    @Test func `rises when a slice comes or goes`() throws {
        var generations = generations()
        let counts = [100, 200, 100, 300]
        let publications = try counts.map {
            try #require(try generations.decide(on: .devices($0), by: .sample).publication)
        }
        #expect(publications.map(\.pool.generation) == [1, 2, 3, 4])
        #expect(publications.map { $0.pool.slices.count > 1 } == [false, true, false, true])
    }

    @Test func `goes on after a restart`() throws {
        var before = generations()
        _ = try before.decide(on: .devices(100), by: .sample)
        let last = try before.decide(on: .devices(200), by: .sample)

        var same = generations()
        #expect(try same.decide(on: .devices(200), by: .sample).outcome == last.publication.map { .unchanged($0) })
        #expect(store.writes == 2)
        var other = generations()
        #expect(try other.decide(on: .devices(100), by: .sample).publication?.pool.generation == 3)
    }

    @Test func `does not go back to the one that a state had when the state comes back`() throws {
        var generations = generations()
        for count in [100, 200] { _ = try generations.decide(on: .devices(count), by: .sample) }
        let back = try generations.decide(on: .devices(100), by: .sample)
        #expect(back.outcome == .changed(.devices(100, generation: 3)))
    }

    @Test func `is counted for each driver and pool, and goes on when a name comes back`() throws {
        var generations = generations()
        for count in [100, 200, 100] { _ = try generations.decide(on: .devices(count), by: .sample) }
        for renderer in [
            SliceRenderer.sample(node: "node2"), .sample(driver: "gpu.example.com"), .sample(policy: .counters),
        ] {
            let decision = try generations.decide(on: .devices(100), by: renderer)
            #expect(decision.publication?.pool.generation == 1)
        }
        #expect(try generations.decide(on: .devices(200), by: .sample).publication?.pool.generation == 4)
    }

    @Test func `goes on when slices are written in another version, since servers show one pool in all of them`() throws
    {
        var generations = generations()
        for count in [100, 200] { _ = try generations.decide(on: .devices(count), by: .sample) }
        let decision = try generations.decide(on: .devices(200), by: .sample(apiVersion: .v1beta1))
        #expect(decision.publication?.pool.generation == 3)
    }

    @Test func `is not handed out while all that was ever seen is still expected to become ready`() throws {
        var generations = generations()
        let decision = try generations.decide(on: .pending, by: .sample)
        #expect(
            decision.outcome
                == .withheld(
                    because: """
                        no accelerator is ready yet: 0000:03:00.0 waits, since its device nodes are not there yet
                        """))
        #expect(store.writes == 0)
    }

    @Test func `is an empty pool's when what was announced has gone, whatever is expected`() throws {
        var generations = generations()
        _ = try generations.decide(on: .devices(3), by: .sample)
        let decision = try generations.decide(on: .pending, by: .sample)
        let empty = SlicePublication.devices(0, generation: 2)
        #expect(decision.outcome == .changed(empty))
        #expect(decision.publication?.pool.slices.map(\.devices.count) == [0])
        #expect(try generations.decide(on: .pending, by: .sample).outcome == .unchanged(empty))
    }

    @Test func `is not handed out when it cannot be kept, and the next attempt finds everything as it was`() throws {
        var generations = generations()
        _ = try generations.decide(on: .devices(100), by: .sample)
        store.failWriting(MemoryStore.full)
        for _ in 0..<3 {
            #expect(throws: MemoryStore.full) { try generations.decide(on: .devices(200), by: .sample) }
        }
        #expect(try generations.decide(on: .devices(100), by: .sample).outcome == .unchanged(.devices(100)))
        store.failWriting(nil)
        let decision = try generations.decide(on: .devices(200), by: .sample)
        #expect(decision.outcome == .changed(.devices(200, generation: 2)))
    }

    @Test func `is not guessed when the kept ones cannot be read now`() throws {
        var before = generations()
        _ = try before.decide(on: .devices(3), by: .sample)
        store.failReading(MemoryStore.unreadable)
        var generations = generations()
        #expect(throws: MemoryStore.unreadable) { try generations.decide(on: .devices(3), by: .sample) }
        store.failReading(nil)
        #expect(try generations.decide(on: .devices(3), by: .sample).outcome == .unchanged(.devices(3)))
    }

    @Test func `goes on far above all that were counted when the kept ones are damaged`() throws {
        store.failReading(MemoryStore.damaged)
        var generations = generations()
        let decision = try generations.decide(on: .devices(3), by: .sample)
        #expect(decision.publication?.pool.generation == 1_790_000_001)
        #expect(generations.wasRecovered)

        // Pools that come later stood in the damaged state too.
        store.failReading(nil)
        var later = self.generations(at: 1_800_000_000)
        let other = try later.decide(on: .devices(3), by: .sample(node: "node2"))
        #expect(other.publication?.pool.generation == 1_790_000_001)
        #expect(!later.wasRecovered)
    }

    @Test(arguments: [0, -1e300, 1e300, .nan, .infinity])
    func `goes on far above all that were counted when the clock is wrong too`(time: Double) throws {
        store.failReading(MemoryStore.damaged)
        var generations = generations(at: time)
        let decision = try generations.decide(on: .devices(3), by: .sample)
        #expect(try #require(decision.publication).pool.generation > 1_767_225_600)
    }

    @Test(arguments: [
        "", "[]", "{", "{}", #"{"format": 2, "floor": 0, "pools": []}"#, #"{"format": 1, "floor": -1, "pools": []}"#,
        #"{"format": 1, "floor": 0}"#, #"{"format": 1, "floor": 0, "pools": [{}]}"#,
        #"{"format": 1, "floor": 0, "pools": [{"driver": "d", "pool": "p", "generation": -1, "slices": {}}]}"#,
        #"{"format": 1, "floor": 0, "pools": [{"driver": "d", "pool": "p", "generation": 9223372036854775807, "slices": {}}]}"#,
        #"{"format": 1, "floor": 0, "pools": [{"driver": "d", "pool": "p", "generation": 1, "slices": {"s": 1}}]}"#,
    ])
    func `takes what makes no sense for damaged`(text: String) throws {
        store.put(text)
        var generations = generations()
        let decision = try generations.decide(on: .devices(3), by: .sample)
        #expect(decision.publication?.pool.generation == 1_790_000_001)
        #expect(generations.wasRecovered)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `is never the same for two contents, whatever fails and whenever it restarts`(
        seed: UInt64
    ) throws {
        var random = SeededGenerator(seed: seed)
        var generations = generations()
        var latest: SlicePublication?
        for _ in 0..<fuzzRounds(10) {
            store.failWriting(Int.random(in: 0..<4, using: &random) == 0 ? MemoryStore.full : nil)
            if Int.random(in: 0..<3, using: &random) == 0 { generations = self.generations() }
            let inventory = Inventory.devices(Int.random(in: 0...3, using: &random) * 70)
            guard let decision = try? generations.decide(on: inventory, by: .sample),
                let publication = decision.publication
            else { continue }
            #expect(publication.pool.generation >= latest?.pool.generation ?? 1)
            if let latest, latest.pool.generation == publication.pool.generation {
                #expect(latest.pool.slices == publication.pool.slices)
            }
            latest = publication
        }
    }

    @Test func `survives in a file of the state directory`() throws {
        let temporary = try TemporaryDirectory()
        let file = StateFile(FilePath(temporary.path).appending("generations"))
        var before = PoolGenerations(file)
        for count in [100, 200] { _ = try before.decide(on: .devices(count), by: .sample) }
        var after = PoolGenerations(file)
        #expect(
            try after.decide(on: .devices(200), by: .sample).outcome == .unchanged(.devices(200, generation: 2)))
        try temporary.put("torn", at: "generations")
        var recovered = PoolGenerations(file)
        let decision = try recovered.decide(on: .devices(200), by: .sample)
        #expect(try #require(decision.publication).pool.generation > 1_767_225_600)
    }
}
