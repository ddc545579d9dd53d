import GRPCCore
import Hardware
import KubeletPlugin
import KubeletProtocol
import SystemPackage
import TestSupport
import Testing

@Suite("The health of devices", .timeLimit(.minutes(5))) struct HealthTests {
    let directory: KubeletDirectory
    let socket: FilePath

    init() throws {
        directory = try KubeletDirectory()
        socket = directory.path.appending("plugins/gpu.apus.dev/dra.sock")
    }

    @Test func `is told at once, at each change, and again before it is too old`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            plugin.health.announce("node")
            plugin.health.survey(.of([(1, .ready), (2, .ready)]))
            try await watch(by: plugin) { lists in
                let first = try #require(await lists.next())
                #expect(first.devices.map(\.health) == [.healthy, .healthy])
                #expect(first.devices.map(\.device.poolName) == ["node", "node"])
                #expect(first.devices.map(\.device.deviceName) == ["0000-01-00-0-0x56a0", "0000-02-00-0-0x56a0"])
                #expect(first.devices.map(\.healthCheckTimeoutSeconds) == [30, 30])
                #expect(first.devices.allSatisfy { $0.lastUpdatedTime > 1_700_000_000 })

                plugin.health.survey(.of([(1, .failed("it fell off the bus")), (2, .ready)]))
                let second = try #require(await lists.next { $0.devices.first?.health == .unhealthy })
                #expect(second.devices.map(\.message) == ["The device has failed: it fell off the bus.", ""])
                #expect(second.devices.count == 2)

                while let sleep = await plugin.clock.sleeps.next(), sleep != .seconds(10) {}
                plugin.clock.advance(by: .seconds(10))
                let third = try #require(await lists.next())
                #expect(third.devices.map(\.health) == [.unhealthy, .healthy])
            }
        }
    }

    /// What the survey finds of a device that was offered, and what the kubelet hears.
    @Test(arguments: [
        (Readiness?.some(.ready), Health_V1_HealthStatus.healthy, ""),
        (.pending("no node yet"), .unknown, "The device is not ready yet: no node yet."),
        (.unbound, .unhealthy, "No driver is bound to the device."),
        (.failed("no answer"), .unhealthy, "The device has failed: no answer."),
        (nil, .unhealthy, "The device is not on the machine any more."),
    ]) func `follows from what the survey finds`(
        _ readiness: Readiness?, _ health: Health_V1_HealthStatus, _ message: String
    ) async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            plugin.health.survey(.of([(1, .ready)]))
            plugin.health.survey(.of([readiness].compactMap(\.self).map { (bus: 1, $0) }))
            plugin.health.announce("node")
            try await watch(by: plugin) { lists in
                let list = try #require(await lists.next())
                #expect(list.devices.map(\.health) == [health])
                #expect(list.devices.map(\.message) == [message])
            }
        }
    }

    /// The agent that gave it away is another one by now.
    @Test func `is told of a device that a claim holds, though this agent has never offered it`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            plugin.health.announce("node")
            plugin.health.survey(.of([(1, .failed("no answer")), (2, .failed("no answer")), (3, .ready)]))
            plugin.health.hold(["0000-01-00-0-0x56a0", "0000-04-00-0-0x56a0"])
            try await watch(by: plugin) { lists in
                let list = try #require(await lists.next())
                #expect(
                    list.devices.map { [$0.device.deviceName, $0.message] } == [
                        ["0000-01-00-0-0x56a0", "The device has failed: no answer."], ["0000-03-00-0-0x56a0", ""],
                        ["0000-04-00-0-0x56a0", "The device is not on the machine any more."],
                    ])
            }
        }
    }

    @Test func `is told of an empty list, but of nothing before it is known what is announced`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            plugin.health.survey(.of([]))
            try await watch(by: plugin) { lists in
                plugin.health.announce("node")
                let list = try #require(await lists.next())
                #expect(list.devices.isEmpty)
            }
        }
    }

    @Test func `is told in the older version as well`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            plugin.health.survey(.of([(1, .failed("no answer"))], offered: true))
            plugin.health.announce("node")
            try await Kubelet.connected(to: socket) { client in
                let first = try await Health_V1alpha1_DRAResourceHealth.Client(wrapping: client).nodeWatchResources(
                    Health_V1alpha1_NodeWatchResourcesRequest()
                ) { try await $0.messages.first { _ in true } }
                #expect(first?.devices.map(\.health) == [.unhealthy])
                #expect(first?.devices.map(\.message) == ["The device has failed: no answer."])
            }
        }
    }

    @Test func `is told no longer when the plugin stops, which waits for no kubelet`() async throws {
        try await RunningPlugin.run(in: directory) { plugin in
            try await plugin.listening()
            plugin.health.announce("node")
            try await Kubelet.connected(to: socket) { client in
                try await Health_V1_DRAResourceHealth.Client(wrapping: client).nodeWatchResources(
                    Health_V1_NodeWatchResourcesRequest()
                ) { response in
                    var lists = response.messages.makeAsyncIterator()
                    let first = try await lists.next()
                    #expect(first?.devices == [])
                    await plugin.stop()
                    let second = try await lists.next()
                    #expect(second == nil)
                }
            }
        }
    }

    /// Opens a stream as the kubelet does, until `body` has returned.
    private func watch(
        by plugin: RunningPlugin, _ body: (Feed<Health_V1_NodeWatchResourcesResponse>) async throws -> Void
    ) async throws {
        try await Kubelet.connected(to: socket) { client in
            let lists = Feed<Health_V1_NodeWatchResourcesResponse>()
            try await withThrowingTaskGroup { group in
                group.addTask {
                    try await Health_V1_DRAResourceHealth.Client(wrapping: client).nodeWatchResources(
                        Health_V1_NodeWatchResourcesRequest()
                    ) { for try await list in $0.messages { lists.put(list) } }
                }
                try await body(lists)
                group.cancelAll()
            }
        }
    }
}

extension Inventory {
    /// Accelerators by their bus.
    fileprivate static func of(_ functions: [(bus: UInt8, Readiness)], offered: Bool? = nil) -> Inventory {
        Inventory(
            accelerators: functions.compactMap { function in
                let (bus, readiness) = function
                guard let address = PCIAddress(domain: 0, bus: bus, device: 0, function: 0),
                    let display = PCIClass(code: 0x030000)
                else { return nil }
                return Accelerator(
                    function: PCIFunction(
                        address: address, vendorID: PCIID(0x8086), deviceID: PCIID(0x56a0), pciClass: display),
                    readiness: readiness, attachment: .native,
                    offer: offered ?? (readiness == .ready) ? .offered : .withheld(as: .failed, because: "failed"))
            })
    }
}

extension Feed {
    fileprivate func next(where isWanted: (Element) -> Bool) async -> Element? {
        while let element = await next() {
            if isWanted(element) { return element }
        }
        return nil
    }
}
