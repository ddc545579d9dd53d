import Delivery
import Documents
import FakeAPIServer
import HTTPExchange
import SinkContract
import SystemPackage
import TestSupport

@testable import KubernetesAPI

/// Many agents, each on a node of its own, against one server on a virtual clock. Sinks, queues, pacing and back-off are
/// those of the product; only the wire and the time are not.
struct Fleet {
    let time = ClockedExecutor()
    let cluster: TestCluster
    let server: SimulatedServer
    /// What all agents said.
    let log = RemarkLog()
    private let directory: TemporaryDirectory
    private let count: Int
    private let devices: Int
    private let isOnOneNode: Bool

    init(_ count: Int, devices: Int = 2, onOneNode: Bool = false, serverDoes perSecond: Int = 100_000) throws {
        self.count = count
        isOnOneNode = onOneNode
        self.devices = devices
        cluster = TestCluster { state in
            state.nodes = Dictionary(uniqueKeysWithValues: (0..<count).map { (Self.node($0), "uid-\($0)") })
        }
        server = SimulatedServer(cluster, time.clock, perSecond: perSecond)
        directory = try TemporaryDirectory()
        try directory.put(
            """
            current-context: main
            contexts: [{name: main, context: {cluster: here, user: me}}]
            clusters: [{name: here, cluster: {server: "https://apiserver.test:6443"}}]
            users: [{name: me, user: {token: admin-token}}]
            """, at: "kubeconfig")
    }

    private static func node(_ index: Int) -> String { "node-\(index)" }

    /// Starts all agents in the same moment; they end when the body does.
    func run(seed: UInt64 = 0, _ body: () throws -> Void) async throws {
        try await run(seed: seed) { _ in try body() }
    }

    /// The body can hand other states to the agents' queues.
    func run(seed: UInt64 = 0, _ body: ([SinkQueue]) throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let queues = (0..<count).map { queue($0, seed: seed &* 1_000_003 &+ UInt64($0)) }
            for queue in queues { group.addTask(executorPreference: time) { await queue.run() } }
            defer {
                group.cancelAll()
                time.work()
            }
            try body(queues)
        }
    }

    private func queue(_ index: Int, seed: UInt64) -> SinkQueue {
        let (server, log) = (server, log)
        let sink = KubernetesSink(
            settings: KubernetesSinkSettings(
                kubeconfig: FilePath("\(directory.path)/kubeconfig")),
            report: { log.add($0) }, clock: time.clock, random: SeededGenerator(seed: seed), reader: .inPlace,
            transport: { _ throws(AccessError) in server })
        let queue = SinkQueue(
            sink, clock: time.clock, random: SeededGenerator(seed: ~seed), now: { 0 })
        if devices > 0 {
            queue.submit(SlicePublication(.devices(devices), .sample(node: Self.node(isOnOneNode ? 0 : index))))
        }
        return queue
    }

    /// How many nodes have their slices.
    var published: Int { cluster.with { Set($0.objects.values.compactMap { $0["spec"]?["nodeName"]?.text }).count } }

    /// Lets time pass, at most so long, until something is so.
    ///
    /// - Returns: How long it took; nil where it took longer.
    func time(until isSo: () -> Bool, within limit: Duration) -> Duration? {
        let start = time.clock.now
        while !isSo() {
            guard start.duration(to: time.clock.now) < limit else { return nil }
            time.run(for: .milliseconds(100))
        }
        return start.duration(to: time.clock.now)
    }

    /// Lets time pass, at most so long, until every node has its slices.
    ///
    /// - Returns: How long it took, in whole seconds; nil where it took longer.
    func secondsUntilPublished(within limit: Int) -> Int? {
        for second in 0..<limit {
            if published == count { return second }
            time.run(for: .seconds(1))
        }
        return published == count ? limit : nil
    }
}
