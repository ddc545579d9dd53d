import AgentConfiguration
import AgentLoop
import CDIDirectory
import Delivery
import Endpoint
import Files
import Glibc
import KubeletPlugin
import Logging
import Operations
import ServiceLifecycle
import StatusFile
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
    let endpoint: ConfiguredService<EndpointWish>
    let claims: NodeClaims
    let kubelet: ConfiguredService<KubeletWish>
    let observers: AgentObservers
    private let statusFile: StatusFileService
    private let serviceManager = ServiceManager()
    private let inbox = Inbox()

    init(_ source: ConfigurationSource, stateDirectory: FilePath?, host: String?) throws {
        let configuration = try source.load()
        self.configuration = configuration
        self.source = source
        let log = LogDial(level: configuration.logLevel.level, style: configuration.logFormat.style)
        self.log = log
        let journal = LogStyle.fittingStandardError == .journal ? JournalSocket() : nil
        logger = Logger(label: "apusd") { _ in LineLogHandler(log, journal: journal) }
        state = try StateDirectory.open(
            stateDirectory ?? configuration.stateDirectory ?? Self.managedDirectory("STATE_DIRECTORY")
                ?? StateDirectory.standard)
        self.host = try ObservedHost(host)
        let telemetry = Telemetry(version: Self.version)
        let board = StatusBoard(version: Self.version)
        // A client that reads slowly does not hold up the end.
        endpoint = ConfiguredService("Serving health and metrics", patience: .seconds(2), logger: logger) {
            [logger] wish in
            EndpointService(wish.address, access: wish.access, telemetry: telemetry, board: board, logger: logger)
        }
        let health = HealthBoard()
        let observers = AgentObservers([
            telemetry, AgentLog(logger), serviceManager, HealthObserver(board: health), board, FreeMemory(),
        ])
        self.observers = observers
        let claims = NodeClaims(
            at: state.path.appending("claims"), environment: Self.environment, version: Self.version, logger: logger,
            observer: observers, surveyAgain: { [inbox] in inbox.changed("claim") })
        self.claims = claims
        statusFile = StatusFileService(
            board, in: Self.managedDirectory("RUNTIME_DIRECTORY") ?? state.path, logger: logger)
        // Work on a claim that has begun is rather ended than cut off.
        kubelet = ConfiguredService("Serving the kubelet", patience: .seconds(5), logger: logger) { wish in
            KubeletService(wish: wish, claims: claims, health: health, observer: observers)
        }
    }

    /// What systemd made for `StateDirectory=` or `RuntimeDirectory=`; the first, where it made several.
    private static func managedDirectory(_ variable: String) -> FilePath? {
        environment[variable]?.split(separator: ":").first.map { FilePath(String($0)) }
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
        follow(configuration)
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: endpoint, successTerminationBehavior: .ignore),
                    .init(service: statusFile, successTerminationBehavior: .ignore),
                    .init(
                        service: agent, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup),
                    .init(service: kubelet, successTerminationBehavior: .ignore),
                    .init(service: ReloadSignal(inbox: inbox), successTerminationBehavior: .ignore),
                ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger.forLibraries))
        try await services.run()
    }

    /// Surveys, writes and publishes once.
    func runOnce() async throws -> ExitStatus {
        // What claims hold stays announced.
        if let wish = KubeletWish(configuration, environment: Self.environment) { _ = try await claims.open(wish) }
        let run = SingleRun(dependencies: dependencies, observer: observers)
        return switch try await run.run(configuration) {
        case .done: .done
        case .pending: .pending
        case .failed: .failed
        }
    }
}
