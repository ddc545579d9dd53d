import AgentLoop
import Operations
import TestSupport
import Testing

@Suite("The agent's health") struct HealthTests {
    let clock = TestClock()
    let telemetry: Telemetry

    init() { telemetry = Telemetry(clock) }

    @Test func `is good for as long as the loop turns in time`() {
        telemetry.observe(.turned(again: .seconds(60)))
        clock.advance(by: .seconds(60))
        #expect(telemetry.timeSinceTurn <= telemetry.longestTurn)
        clock.advance(by: .nanoseconds(1))
        #expect(telemetry.timeSinceTurn > telemetry.longestTurn)
        telemetry.observe(.turned(again: .seconds(60)))
        #expect(telemetry.timeSinceTurn == .zero)
    }

    @Test func `is not readiness, which says what is missing`() {
        #expect(telemetry.readiness == (false, "The first survey and its CDI files are not done yet."))
        telemetry.observe(.becameReady(AgentStatus(summary: "Devices: 1 offered.")))
        #expect(telemetry.readiness == (true, ""))
        #expect(telemetry.value("apus_ready") == 1)
        telemetry.observe(
            .statusChanged(
                AgentStatus(summary: "Devices: 1 offered.", unreadiness: "The CDI directory cannot be written.")))
        #expect(telemetry.readiness == (false, "The CDI directory cannot be written."))
        #expect(telemetry.value("apus_ready") == 0)
    }
}
