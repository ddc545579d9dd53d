import ArgumentParser
import FakeAPIServer
import Measurement

/// Runs apusd against the API server of the tests, over TLS on this machine, and says what a cluster gets to see of it
/// and what it costs.
@main
struct MeasureCluster: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure-cluster",
        abstract: "Measure apusd --host HOST with a Kubernetes API server.")

    @Option(help: "How many changes to make.")
    var changes = 20

    @Argument(help: "apusd.")
    var program: String

    @Argument(help: "The directory that stands for the machine.")
    var host: String

    @Argument(help: "A directory to be made, for all files.")
    var work: String

    @Argument(help: "The PCI functions that come and go, one after the other.")
    var functions: [String]

    private static let collection = "/apis/resource.k8s.io/v1/resourceslices"
    /// Longer than the agent keeps a state back, so that a change does not wait for the one before.
    private static let pause = Duration.milliseconds(1500)

    func run() async throws {
        let cluster = TestCluster()
        let server = try await APIServer(cluster)
        let workplace = try Workplace(work)
        try workplace.writeKubeconfig(server: server.url)
        try workplace.writeConfiguration(sink: "type: kubernetes, kubeconfig: \(work)/kubelet.conf")
        let (memory, anonymous) = try await run(workplace) { agent in
            await cluster.next("GET \(Self.collection) watch")
            try await Task.sleep(for: .seconds(3))
            let devices = cluster.devices
            Self.row("slices / devices", "\(cluster.count) / \(devices)")
            Self.row("requests of a first start, of which writes", "\(cluster.requests) / \(cluster.writes)")
            try await measureChanges(agent, cluster)
            try await measureDeletion(cluster)
            try await measureRest(agent, cluster)
            return (try agent.memory("VmRSS"), try agent.memory("RssAnon"))
        }
        try await measureRestart(workplace, cluster)
        let plain = try await plainMemory(workplace)
        Self.row(
            "resident memory (anonymous) / that with a directory sink",
            "\(Self.megabytes(memory)) (\(Self.megabytes(anonymous))) MiB / \(Self.ratio(memory, plain))")
        try await server.stop()
    }

    private func run<Value: Sendable>(
        _ workplace: Workplace, _ body: (AgentProcess) async throws -> Value
    ) async throws -> Value {
        let words = [
            program, "--config", "\(workplace.path)/config.yaml", "--state-directory", "\(workplace.path)/state",
            "--host", host,
        ]
        return try await AgentProcess.run(words, log: "\(workplace.path)/log", body)
    }

    /// One function at a time goes or comes back.
    private func measureChanges(_ agent: AgentProcess, _ cluster: TestCluster) async throws {
        let toggled = try functions.map { try ToggledFunction($0, of: host) }
        defer { for function in toggled { try? function.restore() } }
        var times: [Duration] = []
        var writes: [Int] = []
        let before = (requests: cluster.requests, ticks: try agent.ticks)
        for change in 0..<changes {
            try await Task.sleep(for: Self.pause)
            let count = cluster.writes
            let start = ContinuousClock.now
            try toggled[change / 2 % toggled.count].toggle()
            await cluster.next("PUT")
            // Whatever else belongs to the same change comes at once.
            try await Task.sleep(for: Self.pause)
            writes.append(cluster.writes - count)
            times.append(start.duration(to: cluster.with { $0.lastWrite }))
        }
        times.sort()
        let requests = Double(cluster.requests - before.requests) / Double(changes)
        Self.row("writes for a change, mean / most", "\(Self.mean(writes)) / \(writes.max() ?? 0)")
        Self.row("requests for a change, mean", "\((requests * 10).rounded() / 10)")
        Self.row(
            "change to last write, p50 / longest of \(changes)",
            "\(Self.milliseconds(times[times.count / 2])) / \(Self.milliseconds(times[times.count - 1])) ms")
        Self.row("CPU for a change", "\((try agent.ticks - before.ticks) * 10 / changes) ms")
    }

    private func measureDeletion(_ cluster: TestCluster) async throws {
        let (count, writes) = (cluster.count, cluster.writes)
        let start = ContinuousClock.now
        cluster.wipe(node: "node1")
        while cluster.count < count, !Task.isCancelled { await cluster.next("POST") }
        Self.row(
            "all slices deleted to all there again (writes)",
            "\(Self.milliseconds(start.duration(to: cluster.with { $0.lastWrite }))) ms (\(cluster.writes - writes))")
    }

    private func measureRest(_ agent: AgentProcess, _ cluster: TestCluster) async throws {
        try await Task.sleep(for: .seconds(5))
        let before = (requests: cluster.requests, ticks: try agent.ticks)
        try await Task.sleep(for: .seconds(20))
        Self.row(
            "20 s at rest: requests, CPU",
            "\(cluster.requests - before.requests), \((try agent.ticks - before.ticks) * 10) ms")
    }

    private func measureRestart(_ workplace: Workplace, _ cluster: TestCluster) async throws {
        let before = (requests: cluster.requests, writes: cluster.writes)
        try await run(workplace) { _ in
            await cluster.next("GET \(Self.collection) watch")
            Self.row(
                "requests of a restart, of which writes",
                "\(cluster.requests - before.requests) / \(cluster.writes - before.writes)")
        }
    }

    /// Of an agent that has the same to announce, to a directory, in KiB.
    private func plainMemory(_ workplace: Workplace) async throws -> Int {
        try workplace.writeConfiguration(sink: "type: directory, path: \(workplace.path)/slices")
        return try await run(workplace) { agent in
            try await Task.sleep(for: .seconds(5))
            return try agent.memory("VmRSS")
        }
    }

    private static func row(_ name: String, _ value: String) {
        print(name + String(repeating: " ", count: max(1, 62 - name.count)) + value)
    }

    private static func mean(_ values: [Int]) -> Double {
        (Double(values.reduce(0, +)) / Double(max(values.count, 1)) * 100).rounded() / 100
    }

    private static func milliseconds(_ time: Duration) -> Int { Int((time / .milliseconds(1)).rounded()) }

    private static func megabytes(_ kibibytes: Int) -> Double { (Double(kibibytes) / 102.4).rounded() / 10 }

    private static func ratio(_ left: Int, _ right: Int) -> Double {
        (Double(left) / Double(max(right, 1)) * 100).rounded() / 100
    }
}
