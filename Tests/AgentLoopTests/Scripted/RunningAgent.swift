import AgentConfiguration
import AgentLoop
import CDIDirectory
import Delivery
import Files
import Hardware
import Operations
import ResourceSlices
import SinkContract
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
    let clock = TestClock()
    let telemetry = Telemetry(version: "test")
    let events = Feed<AgentEvent>()
    let sink = FakeSink()
    let directory: TemporaryDirectory
    let configuration: Configuration
    let manager: ServiceManager
    private let holder: (any DeviceHolder)?

    init(
        _ inventory: Inventory = Inventory(), manager: ServiceManager = ServiceManager(environment: { _ in nil }),
        holder: (any DeviceHolder)? = nil,
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
        self.holder = holder
    }

    /// Runs the agent while a test does things to it, until the test is through.
    func run(
        reload: @escaping @Sendable () throws -> Configuration = { Configuration() },
        sources: @escaping @Sendable (Configuration) -> [any ChangeSource] = { _ in [] },
        _ test: @escaping @Sendable () async throws -> Void, afterEnd: () async -> Void = {}
    ) async throws {
        let state = try StateDirectory.open(FilePath(directory.path).appending("state"))
        let dependencies = AgentDependencies(
            reload: reload, makePlan: { try plan($0, state) },
            generations: PoolGenerations(state.file("pool-generations")), makeSources: sources,
            makeSink: { _ in sink })
        // Tests hear of an event after everybody else.
        let observers = AgentObservers([telemetry, manager, FeedObserver(events: events)])
        let agent = try Agent(
            configuration: configuration, dependencies: dependencies, supervision: Supervision(manager), inbox: inbox,
            clock: clock, observer: observers)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await agent.run() }
            try await test()
            group.cancelAll()
            await afterEnd()
            try await group.waitForAll()
        }
    }

    private func plan(_ configuration: Configuration, _ state: StateDirectory) throws -> PipelinePlan {
        let settings = SliceSettings(
            driver: configuration.driver, dialect: try configuration.dialect,
            policy: configuration.physicalFunctionWithVFs, nodeName: { try NodeName($0.name ?? "") })
        return PipelinePlan(
            survey: { [host] _ in try host.survey() },
            completing: { [host] inventory, _ in host.completing(inventory) },
            rules: SurveyRules(configuration), kind: configuration.cdiKind, roles: configuration.nvidiaRoles,
            specs: SpecPublisher(
                directory: CDIDirectory(configuration.cdiDirectory), kind: configuration.cdiKind, state: state,
                readBy: []),
            slices: configuration.sinks.isEmpty ? nil : settings, holder: holder)
    }

    /// Waits for an event, and passes over all before it.
    func wait(for event: AgentEvent) async { _ = await wait { $0 == event ? true : nil } }

    /// Waits for an event of which the test wants something; nil when the test was cancelled.
    func wait<Value>(_ wanted: (AgentEvent) -> Value?) async -> Value? {
        while let event = await events.next() {
            if let value = wanted(event) { return value }
        }
        return nil
    }

    /// Waits until the agent says that it is ready.
    @discardableResult
    func ready() async -> AgentStatus? {
        await wait { if case .becameReady(let status) = $0 { status } else { nil } }
    }

    /// Waits until the sink holds another state; returns its generation and how many devices it has.
    @discardableResult
    func delivery() async -> Delivery? {
        await wait { event in
            guard case .sinkHolds("memory", _, let generation, let devices, _) = event else { return nil }
            return Delivery(generation: generation, devices: devices)
        }
    }

    struct Delivery: Hashable, Sendable {
        let generation: Int64
        let devices: Int
    }

    /// Waits until something is different about the device with this index; returns its state.
    @discardableResult
    func device(_ index: Int, _ kind: DeviceChange.Kind) async -> String? {
        await wait { event in
            guard case .deviceChanged(let change) = event, change.kind == kind,
                change.name.description.hasPrefix("0000-03-00-\(index)-")
            else { return nil }
            return change.state
        }
    }

    /// Waits until something is wrong; returns the reason.
    @discardableResult
    func trouble(_ problem: Problem) async -> String? {
        await wait { if case .problemBegan(problem, let reason) = $0 { reason } else { nil } }
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

    var file: FilePath { configuration.cdiDirectory.appending("apus.dev-gpu.json") }

    var spec: String? { directory.text(of: "cdi/apus.dev-gpu.json") }
}

private struct FeedObserver: AgentObserver {
    let events: Feed<AgentEvent>

    func observe(_ event: AgentEvent) {
        // The loop turns for every notice, those of tests included.
        if case .turned = event { return }
        events.put(event)
    }
}

extension Feed where Element: Equatable {
    /// Leaves out everything before it.
    func wait(for element: Element) async { while let next = await next(), next != element {} }
}
