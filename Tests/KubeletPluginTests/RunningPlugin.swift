import Claims
import Glibc
import KubeletPlugin
import Logging
import ServiceLifecycle
import SystemPackage
import TestSupport
import Testing

/// A kubelet's directory, for one test.
struct KubeletDirectory: Sendable {
    static let driver = "gpu.apus.dev"

    private let temporary: TemporaryDirectory

    init() throws { temporary = try TemporaryDirectory() }

    var path: FilePath { FilePath(temporary.path) }
    var registry: [String] { temporary.names("plugins_registry") }
    var sockets: [String] { temporary.names("plugins/\(Self.driver)") }

    func wipe() {
        temporary.remove("plugins_registry")
        temporary.remove("plugins")
    }

    func remove(_ name: String) { temporary.remove(name) }

    func makeDirectory(_ name: String) throws { try temporary.makeDirectory(name) }
}

/// A plugin that runs in a kubelet's directory.
struct RunningPlugin: Sendable {
    let preparation: FakePreparation
    let health: HealthBoard
    let clock: TestClock
    let events: Feed<PluginEvent>
    private let services: ServiceGroup

    /// How long a call about a claim waits: far less than the kubelet's 45 s.
    static let patience = Duration.seconds(20)

    /// Runs a plugin while `body` does something with it; both have ended when this returns.
    static func run(
        in directory: KubeletDirectory, instance: String? = nil, reportsHealth: Bool = true,
        _ body: (RunningPlugin) async throws -> Void
    ) async throws {
        try await run(
            PluginSettings(
                driver: KubeletDirectory.driver, directory: directory.path, instance: instance,
                reportsHealth: reportsHealth), body)
    }

    static func run(_ settings: PluginSettings, _ body: (RunningPlugin) async throws -> Void) async throws {
        let events = Feed<PluginEvent>()
        let (preparation, health, clock) = (FakePreparation(), HealthBoard(), TestClock())
        let plugin = KubeletPlugin(settings, preparation: preparation, health: health, clock: clock) {
            events.put($0)
        }
        let services = ServiceGroup(
            services: [plugin], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup { group in
            group.addTask { try await services.run() }
            try await body(
                RunningPlugin(
                    preparation: preparation, health: health, clock: clock, events: events, services: services))
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
    }

    /// Returns when both sockets are there; the path of that for registration.
    @discardableResult
    func listening() async throws -> FilePath {
        while let event = await events.next() {
            if case .listening(let path) = event { return path }
        }
        return try #require(nil as FilePath?, "The plugin does not listen.")
    }

    /// The next event of which `wanted` says something.
    func event<Found>(_ wanted: (PluginEvent) -> Found?) async -> Found? {
        while let event = await events.next() {
            if let found = wanted(event) { return found }
        }
        return nil
    }

    /// Returns when so many more calls about claims wait for their answers.
    func calls(_ count: Int) async {
        var count = count
        while count > 0, let sleep = await clock.sleeps.next() {
            if sleep == Self.patience { count -= 1 }
        }
    }

    func stop() async { await services.triggerGracefulShutdown() }
}
