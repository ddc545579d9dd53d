import AgentConfiguration
import AgentLogging
import AgentLoop
import AgentMetrics
import Endpoint
import Files
import Glibc
import Logging
import ServiceLifecycle
import ServiceManager
import Sinks
import SpecDirectory
import Survey
import SystemPackage
import UnixSignals
import Version

/// Puts the parts of the agent together for a real node.
struct Daemon {
    static let version = Version.number

    let configuration: Configuration
    let source: ConfigurationSource
    let state: StateDirectory
    let host: ObservedHost
    let log: LogDial
    let logger: Logger
    let telemetry = Telemetry(version: Self.version)
    let endpoint: EndpointOfConfiguration
    private let inbox = Inbox()

    init(_ source: ConfigurationSource, stateDirectory: FilePath?, host: String?) throws {
        let configuration = try source.load()
        self.configuration = configuration
        self.source = source
        let log = LogDial(level: configuration.logLevel.level, style: configuration.logFormat.style)
        self.log = log
        logger = Logger(label: "apusd") { _ in LineLogHandler(log) }
        state = try StateDirectory.open(
            stateDirectory ?? configuration.stateDirectory ?? Self.managedStateDirectory ?? StateDirectory.standard)
        self.host = try ObservedHost(host)
        endpoint = EndpointOfConfiguration(telemetry: telemetry, logger: logger)
    }

    /// What systemd made for `StateDirectory=`; the first, where it made several.
    private static var managedStateDirectory: FilePath? {
        environment["STATE_DIRECTORY"]?.split(separator: ":").first.map { FilePath(String($0)) }
    }

    /// As it was when the program started.
    static let environment: [String: String] = {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let parts = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            next += 1
        }
        return variables
    }()

    /// Runs until SIGTERM or SIGINT.
    func run() async throws {
        logger.notice("apusd \(Self.version) looks at \(host.name).")
        let agent = try Agent(
            configuration: configuration, parts: parts, inbox: inbox, clock: ContinuousClock(), telemetry: telemetry,
            serviceManager: ServiceManager(), logger: logger)
        endpoint.listen(on: configuration.endpoint)
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: endpoint, successTerminationBehavior: .ignore),
                    .init(
                        service: agent, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup),
                    .init(service: ReloadSignal(inbox: inbox), successTerminationBehavior: .ignore),
                ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await services.run()
    }

    /// Looks, writes and publishes once.
    func runOnce() async throws -> ExitStatus {
        let run = SingleRun(parts: parts, telemetry: telemetry, logger: logger)
        return switch try await run.run(configuration) {
        case .done: .done
        case .pending: .pending
        case .failed: .failed
        }
    }
}
