import Delivery
import Documents
import FakeAPIServer
import Hardware
import ResourceSlices
import SinkContract
import Synchronization
import Testing
import TestSupport

@testable import KubernetesAPI

/// Everything at once: devices come and go, the server fails in all ways, strangers meddle, agents restart, the server
/// is upgraded. Whenever it is quiet, the pool must be whole.
@Suite("A cluster that goes through everything", .timeLimit(.minutes(3)))
struct ConvergenceTests {
    @Test(arguments: 0..<UInt64(fuzzRounds(4)))
    func `has a complete pool whenever it is quiet`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let weather = Weather(seed: seed)
        let cluster = TestCluster { state in
            state.minor = 33
            state.versions = [.v1beta1]
            state.pageSize = 3
            state.fault = { _ in weather.fault() }
        }
        let fixture = try await ClusterFixture(cluster)
        var sink = fixture.sink()
        var cards: Set<Int> = [0]
        var steps = 0
        for round in 0..<30 {
            weather.turn(stormy: true)
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                steps += 1
                switch Int.random(in: 0..<12, using: &random) {
                case 0: sink = fixture.sink()
                case 1: cluster.wipe()
                case 2:
                    cluster.put(
                        "stranger",
                        StoredSlice.object(name: "stranger", driver: "gpu.apus.dev", node: "node1", devices: ["x"]))
                case 3: cluster.with { $0.objects.keys.sorted().first }.map { cluster.remove($0) }
                case 4: cluster.change { $0.nodes = ["node1": "life-\(steps)"] }
                default:
                    // Eight counter sets fill a slice of their own, so these make up to four slices.
                    let some = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                        Int.random(in: 0..<20, using: &random)
                    }
                    if Bool.random(using: &random) { cards.formUnion(some) } else { cards.subtract(some) }
                }
                // It fails in a storm; whoever calls tries again.
                try? await sink.publish(Self.publication(cards))
            }
            if round == 15 {
                cluster.change { state in
                    state.minor = 35
                    state.versions = [.v1]
                }
            }
            weather.turn(stormy: false)
            try await sink.publish(Self.publication(cards))
            #expect(fixture.poolFaults == [], "seed \(seed), round \(round)")
            let names = cluster.slices.flatMap(\.contentNames).filter { $0.hasPrefix("device") }
            #expect(names.count == 2 * cards.count, "seed \(seed), round \(round)")
            let node = cluster.with { $0.nodes["node1"] ?? "" }
            if cluster.slices.contains(where: { !$0.isOwned(by: NodeOwner(name: "node1", uid: node)) }) {
                // A slice of an older node object is garbage; the collector comes, and then it is written anew.
                cluster.wipe()
                try await sink.publish(Self.publication(cards))
                #expect(cluster.slices.allSatisfy { $0.isOwned(by: NodeOwner(name: "node1", uid: node)) })
            }
            let writes = cluster.writes
            try await sink.publish(Self.publication(cards))
            #expect(cluster.writes == writes, "seed \(seed), round \(round): nothing was left to write")
        }
        // Each step changes at most every slice once, and a fault repeats what it hit.
        #expect(cluster.writes < 12 * (steps + 60))
        #expect(cluster.with { $0.unknownFields } == [])
        if Validator.isInstalled {
            let sent = Set(cluster.with { $0.sent })
            #expect(sent.count > 50)
            for (version, release) in [("v1beta1", "1.33"), ("v1", "1.35")] {
                let documents = sent.filter { $0["apiVersion"] == .string("resource.k8s.io/\(version)") }
                let faults = try await Validator.faults(of: Array(documents), release: release)
                #expect(faults == nil, "\(faults ?? "")")
            }
        }
        try await fixture.server.stop()
    }

    private static func publication(_ cards: Set<Int>) -> SlicePublication {
        SlicePublication(.cards(cards), .sample(policy: .counters))
    }
}
