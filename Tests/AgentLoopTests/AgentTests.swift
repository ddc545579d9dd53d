import AgentLoop
import Delivery
import Hardware
import Operations
import ResourceSlices
import SinkContract
import Testing
import TestSupport

@Suite("An agent", .timeLimit(.minutes(2)))
struct AgentTests {
    @Test func `writes the CDI file and hands the slices over before it says that it is ready`() async throws {
        let agent = try RunningAgent(.cards(2))
        try await agent.run {
            #expect(await agent.ready() == AgentStatus(summary: "Devices: 2 offered."))
            #expect(agent.spec?.contains("0000:03:00.1") == true)
            #expect(agent.telemetry.readiness.isReady)
            #expect(await agent.delivery() == .init(generation: 1, devices: 2))
            #expect(await agent.sink.held?.inventory == .cards(2))
        }
        #expect(agent.spec != nil, "running containers need the file after the end")
    }

    @Test func `surveys once for a change, and writes nothing where nothing is different`() async throws {
        let agent = try RunningAgent(.cards(2))
        try await agent.run {
            await agent.delivery()
            await agent.change("drm")
            await agent.rest()
            #expect(agent.host.surveyCount == 2)
            agent.host.show(.cards(3))
            await agent.change()
            #expect(await agent.device(2, .appeared) == "ready")
            await agent.wait(for: .specWritten(agent.file, devices: 3))
            #expect(agent.host.surveyCount == 3)
            #expect(agent.telemetry.text.contains("apus_cdi_writes_total 2\n"), "one for each state")
        }
    }

    @Test func `surveys exactly once more for any number of changes during a survey`() async throws {
        let agent = try RunningAgent(.cards(1))
        try await agent.run {
            await agent.delivery()
            agent.host.block()
            await agent.change()
            await agent.host.surveys.wait(for: 2)
            for _ in 0..<100 { agent.inbox.changed("pci") }
            agent.host.show(.cards(2))
            agent.host.unblock()
            await agent.settle(after: .milliseconds(100))
            await agent.device(1, .appeared)
            #expect(agent.host.surveyCount == 3)
        }
    }

    @Test func `removes the file when the last device goes, and announces an empty pool`() async throws {
        let agent = try RunningAgent(.cards(1))
        try await agent.run {
            await agent.delivery()
            agent.host.show(.cards(0))
            await agent.change()
            await agent.device(0, .vanished)
            #expect(agent.spec == nil)
            agent.clock.advance(by: .seconds(1))
            #expect(await agent.delivery()?.devices == 0)
            #expect(await agent.sink.held?.pool.slices.map(\.devices.count) == [0])
        }
    }

    @Test func `surveys by itself for a device that is not ready`() async throws {
        let agent = try RunningAgent(.pending)
        try await agent.run {
            await agent.ready()
            #expect(agent.spec == nil)
            #expect(await agent.sink.held == nil, "an empty pool would say that there are no devices")
            agent.host.show(.cards(1))
            await agent.clock.sleeps.wait(for: .milliseconds(50))
            agent.clock.advance(by: .milliseconds(50))
            await agent.device(0, .changed)
            #expect(agent.spec != nil)
            #expect(agent.telemetry.text.contains(#"apus_events_total{reason="pending"} 1"#))
        }
    }

    @Test func `gives a device up that is pending for ten minutes, and holds slices back no longer`() async throws {
        let agent = try RunningAgent(.pending)
        try await agent.run {
            await agent.ready()
            // Each survey that finds it pending is followed by another one.
            while true {
                guard let sleep = await agent.clock.sleeps.next() else { return }
                agent.clock.advance(by: sleep)
                if agent.telemetry.text.contains(#"apus_devices{state="failed",type="gpu"} 1"#) { break }
            }
            #expect(await agent.device(0, .changed) == "failed")
            #expect(await agent.delivery()?.devices == 0)
        }
    }

    @Test func `surveys without a reason once a minute, which writes nothing`() async throws {
        let agent = try RunningAgent(.cards(1))
        try await agent.run {
            await agent.delivery()
            for survey in 2...4 {
                await agent.rest()
                agent.clock.advance(by: .seconds(61))
                await agent.host.surveys.wait(for: survey)
            }
            #expect(agent.telemetry.text.contains("apus_cdi_writes_total 1\n"))
            #expect(agent.telemetry.text.contains(#"apus_events_total{reason="resync"} 3"#))
            #expect(await agent.sink.writes == 1)
        }
    }

    @Test func `keeps what it knows while the machine cannot be surveyed, and says so once`() async throws {
        let agent = try RunningAgent(.cards(1))
        try await agent.run {
            await agent.delivery()
            agent.host.fail("The PCI bus is gone.")
            await agent.change()
            #expect(await agent.trouble(.survey) == "The PCI bus is gone.")
            // All who observe have heard of it by then.
            await agent.clock.sleeps.wait(for: .milliseconds(50))
            #expect(agent.spec != nil)
            #expect(!agent.telemetry.readiness.isReady)
            agent.host.show(.cards(1))
            agent.clock.advance(by: .milliseconds(50))
            await agent.wait(for: .problemEnded(.survey))
        }
    }

    @Test func `says that the kept generations were damaged, once`() async throws {
        let agent = try RunningAgent(.cards(1))
        try agent.directory.put("damaged", at: "state/pool-generations")
        try await agent.run {
            await agent.wait(for: .generationsRecovered)
            await agent.delivery()
            agent.host.show(.cards(2))
            agent.clock.advance(by: .seconds(2))
            agent.inbox.changed("pci")
            await agent.settle()
            while let event = await agent.events.next() {
                #expect(event != .generationsRecovered)
                if case .sinkHolds = event { break }
            }
        }
    }

    @Test func `surveys again after lost events, and when a source begins to listen once more`() async throws {
        let agent = try RunningAgent(.cards(1))
        try await agent.run {
            await agent.delivery()
            agent.inbox.overran()
            await agent.settle()
            await agent.rest()
            agent.inbox.listening()
            await agent.host.surveys.wait(for: 3)
            #expect(agent.telemetry.text.contains("apus_event_overruns_total 1\n"))
        }
    }

    @Test func `surveys first when its sources listen, and starts a source again that has failed`() async throws {
        let agent = try RunningAgent(.cards(1))
        let source = ScriptedSource()
        try await agent.run(sources: { _ in [source] }) {
            #expect(await source.starts.next() == 1)
            #expect(agent.host.surveyCount == 0)
            source.listen()
            await agent.delivery()
            // Long after the publication, so that nothing but the source waits for a second.
            agent.clock.advance(by: .seconds(2))
            source.fail("The socket broke.")
            await agent.wait(
                for: .sourceFailed("scripted events", "The socket broke.", retryAfter: .seconds(1)))
            await agent.host.surveys.wait(for: 2)
            await agent.clock.sleeps.wait(for: .seconds(1))
            agent.clock.advance(by: .seconds(1))
            #expect(await source.starts.next() == 2)
            source.listen()
            await agent.host.surveys.wait(for: 3)
        }
    }
}
