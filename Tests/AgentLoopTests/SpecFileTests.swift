import AgentConfiguration
import AgentLoop
import Delivery
import Hardware
import Operations
import SinkContract
import SystemPackage
import TestSupport
import Testing

@Suite("An agent's CDI file", .timeLimit(.minutes(2)))
struct SpecFileTests {
    @Test func `repairs the file that somebody deleted or edited without a survey of the machine`() async throws {
        let agent = try RunningAgent(.cards(1))
        try await agent.run {
            await agent.delivery()
            let written = agent.spec
            agent.directory.remove("cdi")
            agent.inbox.specDirectoryChanged()
            await agent.wait(for: .specRepaired(agent.file))
            #expect(agent.spec == written)
            try agent.directory.put("{}", at: "cdi/apus.dev-gpu.json")
            agent.inbox.specDirectoryChanged()
            await agent.settle(after: .milliseconds(50))
            await agent.wait(for: .specRepaired(agent.file))
            #expect(agent.spec == written)
            #expect(agent.host.surveyCount == 1)
        }
    }

    @Test func `is there before a driver has told what only slices need, and the first slices have that`() async throws
    {
        let agent = try RunningAgent(.cards(1))
        agent.host.silenceDriver()
        try await agent.run {
            await agent.host.questions.next()
            #expect(agent.spec != nil)
            agent.host.answer(memory: 16 << 30)
            #expect(await agent.delivery()?.generation == 1)
            #expect(await agent.sink.held?.inventory.accelerators.first?.memory?.bytes == 16 << 30)
        }
    }

    @Test func `is not ready before the CDI file is there, and tries until it is`() async throws {
        let agent = try RunningAgent(.cards(1))
        try agent.directory.put("in the way", at: "cdi")
        try await agent.run {
            #expect(await agent.trouble(.specs)?.contains("is not a directory but a file") == true)
            #expect(!agent.telemetry.readiness.isReady)
            agent.directory.remove("cdi")
            await agent.clock.sleeps.wait(for: .milliseconds(50))
            agent.clock.advance(by: .milliseconds(50))
            await agent.ready()
            #expect(agent.spec != nil)
        }
    }

    @Test func `takes the file away at the end only where that is configured`() async throws {
        let agent = try RunningAgent(.cards(1)) { $0.removesSpecsOnStop = true }
        try await agent.run { await agent.ready() }
        #expect(agent.directory.names("cdi").isEmpty)
    }

    @Test func `takes the file away also when the end comes during a survey`() async throws {
        let agent = try RunningAgent(.cards(1)) { $0.removesSpecsOnStop = true }
        try await agent.run {
            await agent.delivery()
            agent.host.block()
            await agent.change()
            await agent.host.surveys.wait(for: 2)
        } afterEnd: {
            await agent.wait(for: .stopping(duringWork: true))
            agent.host.unblock()
        }
        #expect(agent.directory.names("cdi").isEmpty)
    }

    @Test func `removes a file of its name where it offers nothing, ever more slowly where somebody insists`()
        async throws
    {
        let agent = try RunningAgent(.cards(0))
        try await agent.run {
            #expect(await agent.delivery()?.devices == 0)
            for pause in [Duration?.none, .milliseconds(50), .milliseconds(100)] {
                try agent.directory.put("{}", at: "cdi/apus.dev-gpu.json")
                agent.inbox.specDirectoryChanged()
                if let pause { await agent.settle(after: pause) }
                await agent.wait(for: .specWithdrawn(agent.file))
                #expect(agent.spec == nil)
            }
        }
    }

    @Test func `tries a file soon again that could not be repaired, without wearing itself out`() async throws {
        let agent = try RunningAgent(.cards(1))
        try await agent.run {
            await agent.delivery()
            let written = agent.spec
            agent.directory.remove("cdi")
            try agent.directory.put("in the way", at: "cdi")
            agent.inbox.specDirectoryChanged()
            #expect(await agent.trouble(.specs)?.contains("is not a directory but a file") == true)
            // Whatever happens in the directory meanwhile.
            for _ in 0..<100 { agent.inbox.specDirectoryChanged() }
            agent.directory.remove("cdi")
            await agent.settle(after: .milliseconds(50))
            await agent.wait(for: .problemEnded(.specs))
            #expect(agent.spec == written)
            #expect(agent.telemetry.text.contains("apus_cdi_write_failures_total 1\n"))
        }
    }
}
