import AgentLoop
import ArgumentParser
import Endpoint
import HTTPSink
import KubernetesAPI

@main
struct Apusd: AsyncParsableCommand {
    func run() async throws {}
}
