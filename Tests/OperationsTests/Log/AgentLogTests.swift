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

    /// What `journalctl -p warning` shows, by the priority that the journal takes from the front of a line.
    @Test func `has warnings as the page about the daemon shows them`() throws {
        func card(_ address: String, _ product: String, _ driver: String, id: UInt16, class code: UInt32 = 0x03_0000)
            throws -> Accelerator
        {
            let function = PCIFunction(
                address: try #require(PCIAddress(address)), vendorID: PCIID(0x8086), deviceID: PCIID(id),
                pciClass: try #require(PCIClass(code: code)), driver: driver,
                name: ProductName(driverName: product))
            return Accelerator(function: function, readiness: .ready, offer: .offered)
        }
        let flex = try card("0000:03:00.0", "Data Center GPU Flex 170", "xe", id: 0x56c0)
        var gaudi = try card("0000:04:00.0", "Gaudi2", "habanalabs", id: 0x1020, class: 0x12_0000)
        gaudi.readiness = .failed("the driver reports the device malfunctioning")
        let (before, after) = (Inventory(accelerators: [flex]), Inventory(accelerators: [gaudi]))
        let ampere = try #require(PCIAddress("0000:05:00.0"))
        let changes = DeviceChange.all(from: before, to: after) + DeviceChange.all(from: after, to: before)
        let conflict =
            "The file /var/run/cdi/vendor.json also defines apus.dev/gpu=0000-01-00-1-0x56c0, apus.dev/gpu=0000:01:00.1, "
            + "apus.dev/gpu=0 and 7 more, so that container runtimes inject neither. Remove that file or set cdi.kind to "
            + "another kind."
        let log = LinesOfALog(.journal)
        let observer = AgentLog(log.logger())
        for change in changes where change.kind != .vanished || change.name == flex.name {
            observer.observe(.deviceChanged(change))
        }
        observer.observe(
            .devicePending(
                DeviceName(address: ampere, deviceID: PCIID(0x20b0)), ampere,
                "driver nvidia is bound, but /dev/nvidia2 is not there"))
        observer.observe(
            .sinkFailing(
                "fleet", "http://127.0.0.1:1/x refuses connections. Check that the server runs and listens there."))
        observer.observe(.becameReady(AgentStatus(summary: "Devices: 1 offered.")))
        observer.observe(.specConflict(conflict))
        observer.observe(
            .reloadRefused(#"/etc/apus/config.yaml:5:1: unknown key "resnyc"; did you mean "resync"?"#))
        let shown = log.lines.compactMap { line in
            line.wholeMatch(of: /<[0-4]>(.*)\n/).map { "apusd[6813]: \($0.output.1)" }
        }
        let page = try #require(text(of: Repository.path("docs/daemon.md")))
        let block = try #require(page.split(separator: "`journalctl -u apusd -p warning` shows", maxSplits: 1).last)
        let lines = block.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(Array(lines.drop { $0 != "```text" }.dropFirst().prefix { $0 != "```" }) == shown)
    }

    @Test func `has the facts of a device for programs`() throws {
        let change = try #require(DeviceChange.all(from: Inventory(), to: try .mixed()).last)
        let line = try #require(lines(of: .deviceChanged(change), style: .json).first)
        #expect(
            line.contains(#""address":"0000:19:00.0","change":"appeared","device":"0000-19-00-0-0x25b6""#), "\(line)")
        #expect(line.contains(#""reason":"its node is missing""#) && line.contains(#""state":"pending""#), "\(line)")
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
