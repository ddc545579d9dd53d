import Documents
import HostBuilding
import TestSupport
import Testing

/// A machine with two cards, a spec of them where podman looks, and a list of names; then something is broken.
@Suite("The doctor") struct DoctorTests {
    private let files: TemporaryDirectory

    init() async throws {
        files = try TemporaryDirectory()
        try HostBuilder.generated(physicalFunctions: 0, virtualFunctions: 0, plain: 2).write(to: files.path)
        try files.put("#\n#\tDate:    2999-01-01 03:15:02\n", at: "usr/share/misc/pci.ids")
        try files.put("", at: "usr/bin/podman")
        try files.makeDirectory("etc")
        try files.makeDirectory("run")
        #expect(try await Apus.run(["cdi", "--output-dir", "\(files.path)/run/cdi"], host: files.path).status == 0)
    }

    private func findings(config: String = "/dev/null") async throws -> (status: Int32, lines: [String]) {
        let outcome = try await Apus.run(["doctor", "-o", "json"], host: files.path, config: config)
        return (outcome.status, try Self.lines(of: outcome.output))
    }

    /// `cdi-stale failure: The file …  sudo rm …`, one of each finding.
    static func lines(of document: String) throws -> [String] {
        let findings = try JSONValue.reading(json: Array(document.utf8))["findings"]?.elements ?? []
        return findings.map { finding in
            let command = finding["command"]?.text.map { "  \($0)" } ?? ""
            return "\(finding["check"]?.text ?? "") \(finding["verdict"]?.text ?? ""): "
                + "\(finding["evidence"]?.text ?? "")\(command)"
        }
    }

    @Test func `finds nothing wrong with a machine that is in order`() async throws {
        let (status, lines) = try await findings()
        #expect(status == 0)
        #expect(lines.allSatisfy { $0.contains(" ok: ") }, "\(lines)")
        let text = try await Apus.document(["doctor"], host: files.path)
        #expect(text.hasSuffix("\nNothing is wrong.\n"))
        #expect(text.contains("\n  ok       podman reads /run/cdi.\n"))
    }

    @Test func `finds an agent in order that knows what a survey finds`() async throws {
        let document = try await JSONValue.reading(
            json: Array(Apus.document(["inventory", "-o", "json"], host: files.path).utf8))
        let devices = try (document["devices"]?.elements ?? []).map { device in
            let name = try #require(device["name"]?.text)
            return #"{"name": "\#(name)", "address": "-", "state": "ready", "offered": true}"#
        }
        try BrokenMachine.putAgent(
            #""devices": [\#(devices.joined(separator: ","))], "kubelet": {"state": "registered"}, "#
                + #""sinks": [{"name": "a", "state": "idle", "lastSuccess": "2025-06-01T12:00:01.000Z"}]"#, in: files)
        let (status, lines) = try await findings()
        #expect(status == 0, "\(lines)")
        #expect(lines.contains("agent ok: apusd runs since 2025-06-01T12:00:00.000Z and is ready."))
        #expect(lines.contains("agent-survey ok: apusd knows the devices as they are."))
        #expect(lines.contains("sink ok: The sink a took the slices last at 2025-06-01T12:00:01.000Z."))
        #expect(lines.contains("kubelet ok: The kubelet has registered the DRA driver."))
    }

    @Test(arguments: BrokenMachine.all) func `finds what was broken on purpose, and says what mends it`(
        machine: BrokenMachine
    ) async throws {
        try machine.breaking(files)
        let config = try machine.configuration.map { try files.put($0, at: "config.yaml") } ?? "/dev/null"
        let (status, lines) = try await findings(config: config)
        #expect(lines.contains { $0.hasPrefix("\(machine.finding): ") && $0.contains(machine.words) }, "\(lines)")
        #expect((status == 1) == lines.contains { $0.contains(" failure: ") })
    }

    @Test(arguments: [
        (RecordedMachine.ampere, "missing-node failure", "sudo nvidia-modprobe -c 2 -u"),
        (.passthrough, "vfio-group failure", "sudo driverctl set-override 0000:02:00.1 vfio-pci"),
        (.battlemage, "virtual-function-driver warning", "echo 0000:03:00.4 | sudo tee /sys/bus/pci/drivers_probe"),
        (.broken, "device failure", "/dev/dri/card7 is also claimed by"),
        (.broken, "driver warning", "sudo modprobe"), (.gaudi, "pending failure", "in reset"),
        (.vgpu, "omission warning", "neither libcuda nor libnvidia-ml"),
        (.vgpu, "not-usable warning", "serves virtual GPUs only"),
        (.arc, "cdi unknown", "neither /run nor /etc/cdi"),
    ])
    func `finds what is wrong on a recorded machine`(machine: RecordedMachine, finding: String, words: String)
        async throws
    {
        let lines = try await Self.lines(of: Apus.run(["doctor", "-o", "json"], host: machine.path).output)
        #expect(lines.contains { $0.hasPrefix("\(finding): ") && $0.contains(words) }, "\(lines)")
    }

    @Test(arguments: RecordedMachine.all) func `fits into 80 columns, commands aside`(machine: RecordedMachine)
        async throws
    {
        let text = try await Apus.run(["doctor"], host: machine.path).output
        for line in text.split(separator: "\n") { #expect(line.count <= 80 || line.hasPrefix("             ")) }
    }

    @Test(.enabled("the command cannot be run as an ordinary user", Ordinary.isPossible))
    func `works without root`() async throws {
        let outcome = try await Ordinary.run(["doctor", "--host", files.path, "--config", "/dev/null"])
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(outcome.output.hasSuffix("\nNothing is wrong.\n"), "\(outcome.output)")
    }
}
