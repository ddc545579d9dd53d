import ArgumentParser
import FakeAPIServer
import Measurement
import SystemPackage

/// Runs apusd against the API server of the tests and calls it as a kubelet does, with a claim for each pod.
@main
struct MeasurePreparation: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure-preparation",
        abstract: "Measure how long apusd --host HOST takes to prepare claims and to undo them.",
        discussion: """
            In the same run: calls of a service of the same gRPC that does nothing, by the same client, and what a \
            preparation cannot do without.
            """)

    @Option(help: "How many claims to prepare.")
    var claims = 320

    @Argument(help: "apusd.")
    var program: String

    @Argument(help: "The directory that stands for the machine, with a device for each claim.")
    var host: String

    @Argument(help: "A directory to be made, for all files.")
    var work: String

    func run() async throws {
        let cluster = TestCluster()
        let server = try await APIServer(cluster)
        let workplace = try Workplace(work)
        try workplace.writeConfiguration(server: server.url)
        let words = [program, "--config", "\(work)/config.yaml", "--state-directory", "\(work)/state", "--host", host]
        try await AgentProcess.run(words, log: "\(work)/log") { agent in
            try await measure(agent, cluster)
        }
        try await server.stop()
    }

    private func measure(_ agent: AgentProcess, _ cluster: TestCluster) async throws {
        let claims = try await cluster.allocate(claims)
        Self.row("", "p50 / p99 of 1 pod at a time", "p50 / p99 of 32 pods at once")
        try await Echo.serve(at: "\(work)/echo.sock") { echo in
            try await row("a call that does nothing") { pods in
                try await Times.measure(claims, pods) { _ in try await echo.call() }
            }
        }
        let kubeconfig = FilePath("\(work)/kubelet.conf")
        try await row("a claim is read") { try await Floor.readings(of: claims, kubeconfig: kubeconfig, $0) }
        try await row("four files are written") { pods in
            try await Floor.writings(for: claims, in: FilePath("\(work)/files.\(pods)"), pods)
        }
        try await Plugin.connected(to: "\(work)/kubelet/plugins/gpu.apus.dev/dra.sock") { plugin in
            var undoings: [Times] = []
            try await row("prepare") { pods in
                let times = try await Times.measure(claims, pods) { try await plugin.prepare($0) }
                undoings.append(try await Times.measure(claims, pods) { try await plugin.unprepare($0) })
                return times
            }
            Self.row("unprepare", undoings[0].text, undoings[1].text)
        }
        // It gives back what it used three seconds after the last survey.
        try await Task.sleep(for: .seconds(4))
        let memory = Double(try agent.memory("VmRSS")) / 1024
        Self.row("resident memory at rest", "\((memory * 10).rounded() / 10) MiB")
    }

    private func row(_ name: String, _ measure: (Int) async throws -> Times) async throws {
        let one = try await measure(1)
        let many = try await measure(32)
        Self.row(name, one.text, many.text)
    }

    private static func row(_ cells: String...) {
        print(zip(cells, [28, 32, 32]).map { $0 + String(repeating: " ", count: max(0, $1 - $0.count)) }.joined())
    }
}
