import AgentConfiguration
import AgentLoop
import AgentMetrics
import Files
import Hardware
import Logging
import ResourceSlices
import ServiceManager
import SinkContract
import Sinks
import SpecDirectory
import Survey
import SystemPackage
import TestSupport

extension Inventory {
    /// Accelerators with a node each, so that containers can be given them.
    static func cards(_ count: Int) -> Inventory {
        let bare = devices(count)
        return Inventory(
            host: bare.host,
            accelerators: bare.accelerators.enumerated().map { index, accelerator in
                var card = accelerator
                card.nodes = [DeviceNode(path: "/dev/dri/renderD\(128 + index)", kind: .render)]
                return card
            })
    }
}

/// An agent on a scripted host, with directories of its own, one sink in memory, and a clock that stands still.
///
/// `during` runs beside it; the agent ends when that is done.
struct RunningAgent: Sendable {
    let host: ScriptedHost
    let inbox = Inbox()
    let clock = ManualClock()
    let telemetry = Telemetry(version: "test")
    let log = Feed<String>()
    let sink = FakeSink()
    let directory: TemporaryDirectory
    let configuration: Configuration
    let manager: ServiceManager

    init(
        _ inventory: Inventory = Inventory(), manager: ServiceManager = ServiceManager(environment: { _ in nil }),
        configure: (inout Configuration) -> Void = { _ in }
    ) throws {
        host = ScriptedHost(inventory)
        directory = try TemporaryDirectory()
        var configuration = Configuration()
        configuration.cdiDirectory = FilePath(directory.path).appending("cdi")
        configuration.sinks = [SinkConfiguration(name: "memory", destination: .standardOutput)]
        configure(&configuration)
        self.configuration = configuration
        self.manager = manager
    }

    /// Runs the agent while a test does things to it, until the test is through.
    func run(
        reload: @escaping @Sendable () throws -> Configuration = { Configuration() },
        sources: @escaping @Sendable (Configuration) -> [any ChangeSource] = { _ in [] },
        _ test: @escaping @Sendable () async throws -> Void, afterEnd: () async -> Void = {}
    ) async throws {
        let state = try StateDirectory.open(FilePath(directory.path).appending("state"))
        let parts = AgentParts(
            reload: reload, makeNode: { try node($0, state) }, makeSources: sources, makeSink: { _ in sink })
        let agent = try Agent(
            configuration: configuration, parts: parts, inbox: inbox, clock: clock, telemetry: telemetry,
            serviceManager: manager, logger: Logger(label: "test") { _ in FeedLogHandler(feed: log) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await agent.run() }
            try await test()
            group.cancelAll()
            await afterEnd()
            try await group.waitForAll()
        }
    }

    private func node(_ configuration: Configuration, _ state: StateDirectory) throws -> Node {
        let settings = SliceSettings(
            driver: configuration.driver, dialect: try configuration.dialect,
            policy: configuration.physicalFunctionWithVFs, nodeName: { try NodeName($0.name ?? "") })
        return Node(
            look: { [host] _ in try host.look() }, rules: SurveyRules(configuration), kind: configuration.cdiKind,
            specs: SpecPublisher(
                directory: SpecDirectory(configuration.cdiDirectory), kind: configuration.cdiKind, state: state,
                readBy: []),
            slices: configuration.sinks.isEmpty ? nil : settings,
            generations: PoolGenerations(state.file("pool-generations")))
    }

    /// Waits for a line of the log.
    @discardableResult
    func line(_ text: String) async -> String {
        while let line = await log.next() {
            if line.contains(text) { return line }
        }
        return "the test was cancelled"
    }

    /// A change is noticed, and the burst is over at once.
    func change(_ source: String = "pci") async {
        inbox.changed(source)
        await settle()
    }

    /// Waits until the loop waits for a burst to end, and ends it.
    func settle(after quiet: Duration = .milliseconds(25)) async {
        await clock.sleeps.wait(for: quiet)
        clock.advance(by: quiet)
    }

    /// Waits until the loop waits neither for the end of a burst nor for a pending device.
    func rest() async { while let sleep = await clock.sleeps.next(), sleep < .milliseconds(900) {} }

    var spec: String? { directory.text(of: "cdi/apus.dev-gpu.json") }
}

private struct FeedLogHandler: LogHandler {
    let feed: Feed<String>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { feed.put("\(event.level): \(event.message)") }
}

extension Feed where Element: Equatable {
    /// Leaves out everything before it.
    func wait(for element: Element) async { while let next = await next(), next != element {} }
}
