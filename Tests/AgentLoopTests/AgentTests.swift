import AgentLoop
import AgentMetrics
import Hardware
import ResourceSlices
import SinkContract
import Sinks
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
            #expect(await agent.sink.held?.pool.slices.map(\.devices.count) == [0])
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
