import AgentLoop
import Delivery
import Hardware
import Operations
import SystemPackage
import Testing
import TestSupport

@Suite("An agent's log") struct AgentLogTests {
    private func lines(of events: AgentEvent..., style: LogStyle = .text) -> [String] {
        let log = LinesOfALog(style)
        let observer = AgentLog(log.logger())
        for event in events { observer.observe(event) }
        return log.lines.map { String($0.dropFirst(style == .text ? "2025-06-01T12:00:00.007Z ".count : 0).dropLast()) }
    }

    @Test func `tells people of an event in a sentence, without its facts once more`() {
        let held = AgentEvent.sinkHolds("fleet", pool: "node-a", generation: 3, devices: 1, .milliseconds(12))
        #expect(
            lines(of: held, .becameReady(AgentStatus(summary: "Devices: 1 offered."))) == [
                "debug: The sink fleet has generation 3 of the pool node-a with 1 device.",
                "notice: Ready. Devices: 1 offered.",
            ])
    }

    @Test func `gives programs its name and its facts as well`() {
        let held = AgentEvent.sinkHolds("fleet", pool: "node-a", generation: 3, devices: 0, .milliseconds(12))
        #expect(
            lines(of: held, style: .json) == [
                #"{"time":"2025-06-01T12:00:00.007Z","level":"debug","message":"The sink fleet has generation 3 of the "#
                    + #"pool node-a with no device.","metadata":{"devices":"0","duration":"0.012","event":"sinkHolds","#
                    + #""generation":"3","pool":"node-a","sink":"fleet"}}"#
            ])
    }

    @Test func `says how the kubelet and its claims fare`() {
        #expect(
            lines(
                of: .kubeletAwaited("/var/lib/kubelet/plugins_registry/gpu.apus.dev-reg.sock"), .kubeletRegistered,
                .kubeletRefused("no such version"), .claimPrepared("team/gpu", devices: ["a", "b"], .milliseconds(3)),
                .claimPrepared("team/nothing", devices: [], .milliseconds(3)),
                .claimRefused("team/gpu", "The claim team/gpu is reserved for no pod.", .milliseconds(3)),
                .claimUndone("team/gpu", .milliseconds(3)), .claimOverdue("team/gpu", .seconds(20))
            ) == [
                "info: The kubelet finds the DRA driver at /var/lib/kubelet/plugins_registry/gpu.apus.dev-reg.sock.",
                "notice: The kubelet has registered the DRA driver.",
                "error: The kubelet does not register the DRA driver: no such version",
                "info: The claim team/gpu was prepared: a, b.",
                "info: The claim team/nothing was prepared: no device.",
                "error: The claim team/gpu is reserved for no pod.",
                "info: The claim team/gpu was undone.",
                "warning: The claim team/gpu has been worked on for 20.0 seconds. That goes on, and the kubelet asks "
                    + "again.",
            ])
    }

    @Test func `is silent about events for machines alone`() {
        #expect(
            lines(
                of: .turned(again: .seconds(60)), .heartbeat, .noticed("pci"), .specFailed,
                .stopping(duringWork: false),
                .poolAnnounced("node-a", generation: 1), .statusChanged(AgentStatus(summary: "Devices: 1 offered.")),
                .reloadBegan, .sinkChanged("fleet", SinkStatus()), .sinkGone("fleet")
            ).isEmpty)
    }

    @Test func `says when each problem begins and when it is over`() {
        for problem in Problem.allCases {
            let said = lines(of: .problemBegan(problem, "It broke."), .problemEnded(problem))
            #expect(said.first == "error: It broke.")
            #expect(said.last?.hasPrefix("notice: ") == true)
        }
    }
}
