import HTTPSink
import KubernetesAPI
import Endpoint
import Agent
import ArgumentParser
@main struct Apusd: AsyncParsableCommand { func run() async throws {} }
