import AgentConfiguration
import AgentLoop
import CDIDirectory
import Delivery
import Endpoint
import Files
import Glibc
import Logging
import Operations
import ServiceLifecycle
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
    let endpoint: EndpointOfConfiguration
    let observers: AgentObservers
    private let serviceManager = ServiceManager()
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
        let telemetry = Telemetry(version: Self.version)
        endpoint = EndpointOfConfiguration(telemetry: telemetry, logger: logger)
        observers = AgentObservers([telemetry, AgentLog(logger), serviceManager])
    }

    /// What systemd made for `StateDirectory=`; the first, where it made several.
    private static var managedStateDirectory: FilePath? {
        environment["STATE_DIRECTORY"]?.split(separator: ":").first.map { FilePath(String($0)) }
    }

    /// As it was when the program started.
    static let environment: [String: String] = {
        var variables: [String: String] = [:]
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            let parts = unsafe String(cString: entry).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            unsafe next += 1
        }
        return variables
    }()

    /// Runs until SIGTERM or SIGINT.
    func run() async throws {
        logger.notice("apusd \(Self.version) surveys \(host.name).")
        let agent = try Agent(
            configuration: configuration, dependencies: dependencies, supervision: Supervision(serviceManager),
            inbox: inbox, clock: ContinuousClock(), observer: observers)
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

    /// Surveys, writes and publishes once.
    func runOnce() async throws -> ExitStatus {
        let run = SingleRun(dependencies: dependencies, observer: observers)
        return switch try await run.run(configuration) {
        case .done: .done
        case .pending: .pending
        case .failed: .failed
        }
    }
}
