import AgentConfiguration
import AgentLogging
import AgentLoop
import AgentMetrics
import CDI
import Glibc
import HTTPSink
import Hardware
import KubernetesAPI
import Logging
import ResourceSlices
import ServiceLifecycle
import ServiceManager
import Sinks
import SpecDirectory
import StateDirectory
import Survey
import SystemPackage
import UnixSignals

/// Puts the parts of the agent together for a real node.
struct Daemon {
    private let configuration: Configuration
    private let file: FilePath?
    private let state: StateDirectory
    private let host: ObservedHost
    private let logger: Logger
    private let telemetry = Telemetry(version: Apusd.configuration.version)
    private let inbox = Inbox()

    init(_ configuration: Configuration, file: FilePath?, stateDirectory: FilePath?, host: String?) throws {
        self.configuration = configuration
        self.file = file
        state = try StateDirectory.open(
            stateDirectory ?? configuration.stateDirectory ?? Self.managedStateDirectory ?? StateDirectory.standard)
        self.host = try ObservedHost(host)
        logger = Logger(label: "apusd", format: configuration.logFormat, level: configuration.logLevel)
    }

    /// What systemd made for `StateDirectory=`; the first, where it made several.
    private static var managedStateDirectory: FilePath? {
        guard let paths = getenv("STATE_DIRECTORY").map({ String(cString: $0) }) else { return nil }
        return paths.split(separator: ":").first.map { FilePath(String($0)) }
    }

    func run() async throws {
        logger.notice("apusd \(Apusd.configuration.version) begins to look at this node.")
        let agent = try Agent(
            configuration: configuration, parts: parts, inbox: inbox, clock: ContinuousClock(), telemetry: telemetry,
            serviceManager: ServiceManager(), logger: logger)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: agent, successTerminationBehavior: .gracefullyShutdownGroup),
                    .init(service: ReloadSignal(inbox: inbox)),
                ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }

    private var parts: AgentParts {
        AgentParts(
            reload: { [file] in try Configuration.load(from: file) },
            makeNode: { try makeNode($0) },
            makeSources: { [host, logger] in host.sources(specs: specDirectories($0), logger: logger) },
            makeSink: makeSink,
            makeCompanion: { [telemetry, logger] configuration in
                configuration.endpoint.map { makeEndpoint($0, telemetry, logger) }
            })
    }
}
