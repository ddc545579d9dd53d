import AgentConfiguration
import AgentLoop
import CDI
import Delivery
import Hardware
import Operations
import ResourceSlices
import SinkContract
import Synchronization
import SystemPackage
import Testing
import TestSupport

@Suite("An agent that is told to read its configuration again", .timeLimit(.minutes(2)))
struct ReloadTests {
    @Test func `takes a new configuration over, and keeps the old one where the new one is bad`() async throws {
        let agent = try RunningAgent(.cards(1))
        var changed = agent.configuration
        changed.cdiKind = try .init("example.com/gpu")
        let next = Mutex<Configuration?>(nil)
        try await agent.run(reload: {
            guard let configuration = next.withLock(\.self) else {
                throw ConfigurationRefusal("config.yaml:1:1: unknown key")
            }
            return configuration
        }) { [changed] in
            await agent.delivery()
            agent.inbox.reload()
            await agent.wait(for: .reloadRefused("config.yaml:1:1: unknown key"))
            next.withLock { $0 = changed }
            agent.inbox.reload()
            await agent.wait(for: .reloaded)
            let cdi = agent.configuration.cdiDirectory
            await agent.wait(for: .staleSpecRemoved(cdi.appending("apus.dev-gpu.json")))
            await agent.wait(for: .specWritten(cdi.appending("example.com-gpu.json"), devices: 1))
            #expect(agent.telemetry.text.contains(#"apus_events_total{reason="sighup"} 2"#))
            #expect(agent.directory.names("cdi") == ["example.com-gpu.json"])
            #expect(await agent.sink.writes == 1, "the sink is the same, and so is what it holds")
        }
    }

    @Test func `keeps the file of the old configuration until that of the new one can be written`() async throws {
        let agent = try RunningAgent(.cards(1))
        var changed = agent.configuration
        changed.cdiDirectory = FilePath(agent.directory.path).appending("other")
        try agent.directory.put("in the way", at: "other")
        try await agent.run(reload: { [changed] in changed }) {
            await agent.delivery()
            agent.inbox.reload()
            #expect(await agent.trouble(.specs)?.contains("is not a directory but a file") == true)
            #expect(agent.spec != nil)
            agent.directory.remove("other")
            await agent.clock.sleeps.wait(for: .milliseconds(50))
            agent.clock.advance(by: .milliseconds(50))
            await agent.wait(for: .staleSpecRemoved(agent.configuration.cdiDirectory.appending("apus.dev-gpu.json")))
            #expect(agent.spec == nil)
            #expect(agent.directory.names("other") == ["apus.dev-gpu.json"])
        }
    }

    @Test func `surveys between reloads, however fast they are asked for`() async throws {
        let agent = try RunningAgent(.cards(1))
        try await agent.run(reload: {
            agent.inbox.reload()
            return agent.configuration
        }) {
            await agent.ready()
            agent.inbox.reload()
            await agent.host.surveys.wait(for: 4)
        }
    }

    @Test func `tells the service manager that it is ready, and of reloads, only when the file is there`() async throws
    {
        let sockets = try TemporaryDirectory()
        let socket = try ListeningSocket("\(sockets.path)/notify")
        let manager = ServiceManager(environment: { $0 == "NOTIFY_SOCKET" ? "\(sockets.path)/notify" : nil })
        let agent = try RunningAgent(.cards(1), manager: manager)
        try agent.directory.put("in the way", at: "cdi")
        let configuration = agent.configuration
        try await agent.run(reload: { configuration }) {
            #expect(await agent.trouble(.specs)?.contains("is not a directory but a file") == true)
            agent.inbox.reload()
            await agent.wait(for: .reloaded)
            // The second look has failed like the first one when the third is waited for.
            await agent.clock.sleeps.wait(for: .milliseconds(100))
            let before = socket.all
            #expect(!before.contains { $0.hasPrefix("READY=1") || $0.hasPrefix("RELOADING=1") }, "\(before)")
            #expect(before.contains { $0.contains("is not a directory but a file") }, "\(before)")
            agent.directory.remove("cdi")
            agent.clock.advance(by: .milliseconds(100))
            await agent.ready()
            #expect(agent.spec != nil)
            #expect(socket.all.last == "READY=1\nSTATUS=Devices: 1 offered.\n")
            agent.host.show(.cards(2))
            agent.clock.advance(by: .seconds(2))
            agent.inbox.reload()
            let status = await agent.wait { if case .reloadEnded(let status) = $0 { status } else { nil } }
            #expect(status?.summary == "Devices: 2 offered.")
            let reload = socket.all
            #expect(reload.first?.hasPrefix("RELOADING=1\n") == true)
            #expect(reload.last == "READY=1\nSTATUS=Devices: 2 offered.\n")
        }
        #expect(socket.all == ["STOPPING=1\n"])
    }

    @Test
    func `announces an empty pool after a reload, too, where the last card has gone while another one is pending`()
        async throws
    {
        let agent = try RunningAgent(.cards(1))
        let configuration = agent.configuration
        try await agent.run(reload: { configuration }) {
            await agent.delivery()
            agent.host.show(.pending)
            agent.clock.advance(by: .seconds(2))
            agent.inbox.reload()
            #expect(await agent.delivery()?.devices == 0)
            #expect(await agent.sink.held?.pool.slices.map(\.devices.count) == [0])
        }
    }
}
