import AgentConfiguration
import AgentLogging
import AgentLoop
import AgentMetrics
import Endpoint
import Glibc
import Logging
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
    let configuration: Configuration
    private let file: FilePath?
    private let state: StateDirectory
    private let host: ObservedHost
    private let logger: Logger
    private let telemetry = Telemetry(version: Apusd.configuration.version)
    private let inbox = Inbox()

    init(_ configuration: Configuration, file: FilePath?, stateDirectory: FilePath?, host: String?) throws {
        self.configuration = configuration
        self.file = file
        logger = Logger.apusd(configuration)
        state = try StateDirectory.open(
            stateDirectory ?? configuration.stateDirectory ?? Self.managedStateDirectory ?? StateDirectory.standard)
        self.host = try ObservedHost(host)
    }

    /// What systemd made for `StateDirectory=`; the first, where it made several.
    private static var managedStateDirectory: FilePath? {
        guard let paths = getenv("STATE_DIRECTORY").map({ String(cString: $0) }) else { return nil }
        return paths.split(separator: ":").first.map { FilePath(String($0)) }
    }

    /// Runs until SIGTERM or SIGINT.
    func run() async throws {
        logger.notice("apusd \(Apusd.configuration.version) looks at this machine.")
        let agent = try Agent(
            configuration: configuration, parts: parts, inbox: inbox, clock: ContinuousClock(), telemetry: telemetry,
            serviceManager: ServiceManager(), logger: logger)
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: agent, successTerminationBehavior: .gracefullyShutdownGroup),
                    .init(service: ReloadSignal(inbox: inbox), successTerminationBehavior: .ignore),
                ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await services.run()
    }

    /// Looks, writes and publishes once.
    func runOnce() async throws -> OnceStatus {
        let run = SingleRun(parts: parts, telemetry: telemetry, logger: logger)
        return switch try await run.run(configuration) {
        case .done: .done
        case .pending: .pending
        case .failed: .failed
        }
    }

    private var parts: AgentParts {
        AgentParts(
            reload: { [file] in try Configuration.load(from: file) }, makeNode: makeNode,
            makeSources: { [host, logger] in host.sources(specs: specDirectories($0).map(\.path), logger: logger) },
            makeSink: makeSink, makeCompanion: { $0.endpoint.map(makeEndpoint) })
    }
}
