import AgentConfiguration
import AgentLoop
import AgentMetrics
import CDI
import Glibc
import Hardware
import ResourceSlices
import ServiceManager
import SinkContract
import Sinks
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite("An agent", .timeLimit(.minutes(2)))
struct AgentTests {
    @Test("writes the CDI file and hands the slices over before it says that it is ready")
    func start() async throws {
        let agent = try RunningAgent(.cards(2))
        try await agent.run {
            #expect(await agent.line("Ready.") == "notice: Ready. Devices: 2 offered.")
            #expect(agent.spec?.contains("0000:03:00.1") == true)
            #expect(agent.telemetry.readiness.isReady)
            _ = await agent.line("The sink memory has generation 1")
            #expect(await agent.sink.held?.inventory == .cards(2))
        }
        #expect(agent.spec != nil, "running containers need the file after the end")
    }

    @Test("looks once for a change, and writes nothing where nothing is different")
    func change() async throws {
        let agent = try RunningAgent(.cards(2))
        try await agent.run {
            await agent.line("The sink memory has generation 1")
            await agent.change("drm")
            await agent.rest()
            #expect(agent.host.lookCount == 2)
            agent.host.show(.cards(3))
            await agent.change()
            await agent.line("+ 0000-03-00-2")
            #expect(agent.host.lookCount == 3)
            #expect(agent.telemetry.text.contains("apus_cdi_writes_total 2\n"), "one for each state")
        }
    }

    @Test("looks exactly once more for any number of changes during a look")
    func changesDuringLook() async throws {
        let agent = try RunningAgent(.cards(1))
        try await agent.run {
            await agent.line("The sink memory has generation 1")
            agent.host.block()
            await agent.change()
            await agent.host.looks.wait(for: 2)
            for _ in 0..<100 { agent.inbox.changed("pci") }
            agent.host.show(.cards(2))
            agent.host.unblock()
            await agent.settle(after: .milliseconds(100))
            await agent.line("+ 0000-03-00-1")
            #expect(agent.host.lookCount == 3)
        }
    }

    @Test("removes the file when the last device goes, and announces an empty pool")
    func lastDevice() async throws {
        let agent = try RunningAgent(.cards(1))
        try await agent.run {
            await agent.line("The sink memory has generation 1")
            agent.host.show(.cards(0))
            await agent.change()
            await agent.line("- 0000-03-00-0")
            #expect(agent.spec == nil)
            agent.clock.advance(by: .seconds(1))
            await agent.line("with no device")
            #expect(await agent.sink.held?.slices.map(\.devices.count) == [0])
        }
    }

    @Test("looks again by itself at a device that is not ready")
    func pending() async throws {
        let agent = try RunningAgent(.pending)
        try await agent.run {
            await agent.line("Ready.")
            #expect(agent.spec == nil)
            #expect(await agent.sink.held == nil, "an empty pool would say that there are no devices")
            agent.host.show(.cards(1))
            await agent.clock.sleeps.wait(for: .milliseconds(50))
            agent.clock.advance(by: .milliseconds(50))
            await agent.line("~ 0000-03-00-0")
            #expect(agent.spec != nil)
            #expect(agent.telemetry.text.contains(#"apus_events_total{subsystem="pending"} 1"#))
        }
    }

    @Test("looks without a reason once a minute, which writes nothing")
    func resync() async throws {
        let agent = try RunningAgent(.cards(1))
        try await agent.run {
            await agent.line("The sink memory has generation 1")
            for look in 2...4 {
                await agent.rest()
                agent.clock.advance(by: .seconds(61))
                await agent.host.looks.wait(for: look)
            }
            #expect(agent.telemetry.text.contains("apus_cdi_writes_total 1\n"))
            #expect(agent.telemetry.text.contains(#"apus_events_total{subsystem="resync"} 3"#))
            #expect(await agent.sink.writes == 1)
        }
    }

    @Test("repairs the file that somebody deleted or edited without looking at the machine")
    func repair() async throws {
        let agent = try RunningAgent(.cards(1))
        try await agent.run {
            await agent.line("The sink memory has generation 1")
            let written = agent.spec
            agent.directory.remove("cdi")
            agent.inbox.specDirectoryChanged()
            await agent.line("notice: \(agent.configuration.cdiDirectory)/apus.dev-gpu.json was not as it had been")
            #expect(agent.spec == written)
            try agent.directory.put("{}", at: "cdi/apus.dev-gpu.json")
            agent.inbox.specDirectoryChanged()
            await agent.settle(after: .milliseconds(50))
            await agent.line("was not as it had been written")
            #expect(agent.spec == written)
            #expect(agent.host.lookCount == 1)
        }
    }

    @Test("keeps what it knows while the machine cannot be looked at, and says so once")
    func failingLooks() async throws {
        let agent = try RunningAgent(.cards(1))
        try await agent.run {
            await agent.line("The sink memory has generation 1")
            agent.host.fail("The PCI bus is gone.")
            await agent.change()
            #expect(await agent.line("bus") == "error: The PCI bus is gone.")
            #expect(agent.spec != nil)
            #expect(!agent.telemetry.readiness.isReady)
            agent.host.show(.cards(1))
            agent.clock.advance(by: .milliseconds(50))
            await agent.line("can be looked at again")
        }
    }

    @Test("is not ready before the CDI file is there, and tries until it is")
    func unwritableDirectory() async throws {
        let agent = try RunningAgent(.cards(1))
        try agent.directory.put("in the way", at: "cdi")
        try await agent.run {
            await agent.line("is not a directory but a file")
            #expect(!agent.telemetry.readiness.isReady)
            agent.directory.remove("cdi")
            await agent.clock.sleeps.wait(for: .milliseconds(50))
            agent.clock.advance(by: .milliseconds(50))
            await agent.line("Ready.")
            #expect(agent.spec != nil)
        }
    }

    @Test("takes a new configuration over, and keeps the old one where the new one is bad")
    func reload() async throws {
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
            await agent.line("The sink memory has generation 1")
            agent.inbox.reload()
            await agent.line("stays as it was: config.yaml:1:1: unknown key")
            next.withLock { $0 = changed }
            agent.inbox.reload()
            await agent.line("The configuration was read again.")
            await agent.line("apus.dev-gpu.json was removed")
            await agent.line("example.com-gpu.json was written")
            #expect(agent.telemetry.text.contains(#"apus_events_total{subsystem="sighup"} 2"#))
            #expect(agent.directory.names("cdi") == ["example.com-gpu.json"])
            #expect(await agent.sink.writes == 1, "the sink is the same, and so is what it holds")
        }
    }

    @Test("keeps the file of the old configuration until that of the new one can be written")
    func reloadWithUnwritableDirectory() async throws {
        let agent = try RunningAgent(.cards(1))
        var changed = agent.configuration
        changed.cdiDirectory = FilePath(agent.directory.path).appending("other")
        try agent.directory.put("in the way", at: "other")
        try await agent.run(reload: { [changed] in changed }) {
            await agent.line("The sink memory has generation 1")
            agent.inbox.reload()
            await agent.line("is not a directory but a file")
            #expect(agent.spec != nil)
            agent.directory.remove("other")
            await agent.clock.sleeps.wait(for: .milliseconds(50))
            agent.clock.advance(by: .milliseconds(50))
            await agent.line("cdi/apus.dev-gpu.json was removed")
            #expect(agent.spec == nil)
            #expect(agent.directory.names("other") == ["apus.dev-gpu.json"])
        }
    }

    @Test("says that the kept generations were damaged, once")
    func damagedGenerations() async throws {
        let agent = try RunningAgent(.cards(1))
        try agent.directory.put("damaged", at: "state/pool-generations")
        try await agent.run {
            await agent.line("warning: The kept generations of the slices were damaged")
            await agent.line("The sink memory has generation")
            agent.host.show(.cards(2))
            agent.clock.advance(by: .seconds(2))
            agent.inbox.changed("pci")
            await agent.settle()
            while let line = await agent.log.next(), !line.contains("The sink memory has generation") {
                #expect(!line.contains("damaged"))
            }
        }
    }

    @Test("looks between reloads, however fast they are asked for")
    func manyReloads() async throws {
        let agent = try RunningAgent(.cards(1))
        try await agent.run(reload: {
            agent.inbox.reload()
            return agent.configuration
        }) {
            await agent.line("Ready.")
            agent.inbox.reload()
            await agent.host.looks.wait(for: 4)
        }
    }

    @Test("takes the file away at the end only where that is configured")
    func removeOnStop() async throws {
        let agent = try RunningAgent(.cards(1)) { $0.removesSpecsOnStop = true }
        try await agent.run { await agent.line("Ready.") }
        #expect(agent.directory.names("cdi").isEmpty)
    }

    @Test("takes the file away also when the end comes during a look")
    func removeOnStopDuringLook() async throws {
        let agent = try RunningAgent(.cards(1)) { $0.removesSpecsOnStop = true }
        try await agent.run {
            await agent.line("The sink memory has generation 1")
            agent.host.block()
            await agent.change()
            await agent.host.looks.wait(for: 2)
        } afterEnd: {
            await agent.line("The end waits for the end of a look")
            agent.host.unblock()
        }
        #expect(agent.directory.names("cdi").isEmpty)
    }

    @Test("removes a file of its name where it offers nothing, ever more slowly where somebody insists")
    func unwantedFile() async throws {
        let agent = try RunningAgent(.cards(0))
        try await agent.run {
            await agent.line("with no device")
            for pause in [Duration?.none, .milliseconds(50), .milliseconds(100)] {
                try agent.directory.put("{}", at: "cdi/apus.dev-gpu.json")
                agent.inbox.specDirectoryChanged()
                if let pause { await agent.settle(after: pause) }
                await agent.line("was removed: no device is offered")
                #expect(agent.spec == nil)
            }
        }
    }

    @Test("tries a file soon again that could not be repaired, without wearing itself out")
    func failedRepair() async throws {
        let agent = try RunningAgent(.cards(1))
        try await agent.run {
            await agent.line("The sink memory has generation 1")
            let written = agent.spec
            agent.directory.remove("cdi")
            try agent.directory.put("in the way", at: "cdi")
            agent.inbox.specDirectoryChanged()
            await agent.line("is not a directory but a file")
            // Whatever happens in the directory meanwhile.
            for _ in 0..<100 { agent.inbox.specDirectoryChanged() }
            agent.directory.remove("cdi")
            await agent.settle(after: .milliseconds(50))
            await agent.line("is up to date again")
            #expect(agent.spec == written)
            #expect(agent.telemetry.text.contains("apus_cdi_write_failures_total 1\n"))
        }
    }

    @Test("tells the service manager that it is ready, and of reloads, only when the file is there")
    func readiness() async throws {
        let sockets = try TemporaryDirectory()
        let socket = try ListeningSocket("\(sockets.path)/notify")
        let manager = ServiceManager(environment: { $0 == "NOTIFY_SOCKET" ? "\(sockets.path)/notify" : nil })
        let agent = try RunningAgent(.cards(1), manager: manager)
        try agent.directory.put("in the way", at: "cdi")
        let configuration = agent.configuration
        try await agent.run(reload: { configuration }) {
            await agent.line("is not a directory but a file")
            agent.inbox.reload()
            await agent.line("The configuration was read again.")
            // The second look has failed like the first one when the third is waited for.
            await agent.clock.sleeps.wait(for: .milliseconds(100))
            let before = socket.all
            #expect(!before.contains { $0.hasPrefix("READY=1") || $0.hasPrefix("RELOADING=1") }, "\(before)")
            #expect(before.contains { $0.contains("is not a directory but a file") }, "\(before)")
            agent.directory.remove("cdi")
            agent.clock.advance(by: .milliseconds(100))
            await agent.line("Ready.")
            #expect(agent.spec != nil)
            #expect(socket.all.last == "READY=1\nSTATUS=Devices: 1 offered.\n")
            agent.host.show(.cards(2))
            agent.clock.advance(by: .seconds(2))
            agent.inbox.reload()
            // Sinks get what is new after everything else.
            await agent.line("with 2 devices")
            let reload = socket.all
            #expect(reload.first?.hasPrefix("RELOADING=1\n") == true)
            #expect(reload.last == "READY=1\nSTATUS=Devices: 2 offered.\n")
        }
        #expect(socket.all == ["STOPPING=1\n"])
    }

    @Test("announces an empty pool after a reload, too, where the last card has gone while another one is pending")
    func reloadWhileWithheld() async throws {
        let agent = try RunningAgent(.cards(1))
        let configuration = agent.configuration
        try await agent.run(reload: { configuration }) {
            await agent.line("The sink memory has generation 1")
            agent.host.show(.pending)
            agent.clock.advance(by: .seconds(2))
            agent.inbox.reload()
            await agent.line("with no device")
            #expect(await agent.sink.held?.slices.map(\.devices.count) == [0])
        }
    }

    @Test("looks again after lost events, and when a source begins to listen once more")
    func losses() async throws {
        let agent = try RunningAgent(.cards(1))
        try await agent.run {
            await agent.line("The sink memory has generation 1")
            agent.inbox.overran()
            await agent.settle()
            await agent.rest()
            agent.inbox.listening()
            await agent.host.looks.wait(for: 3)
            #expect(agent.telemetry.text.contains("apus_event_overruns_total 1\n"))
        }
    }

    @Test("looks first when its sources listen, and starts a source again that has failed")
    func sources() async throws {
        let agent = try RunningAgent(.cards(1))
        let source = ScriptedSource()
        try await agent.run(sources: { _ in [source] }) {
            #expect(await source.starts.next() == 1)
            #expect(agent.host.lookCount == 0)
            source.listen()
            await agent.line("The sink memory has generation 1")
            // Long after the publication, so that nothing but the source waits for a second.
            agent.clock.advance(by: .seconds(2))
            source.fail("The socket broke.")
            await agent.line("scripted events are not heard and tried again in 1.0 seconds: The socket broke.")
            await agent.host.looks.wait(for: 2)
            await agent.clock.sleeps.wait(for: .seconds(1))
            agent.clock.advance(by: .seconds(1))
            #expect(await source.starts.next() == 2)
            source.listen()
            await agent.host.looks.wait(for: 3)
        }
    }
}
