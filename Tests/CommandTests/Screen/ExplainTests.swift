import HostBuilding
import TestSupport
import Testing

@Suite("The explanation of a device") struct ExplainTests {
    @Test(arguments: [
        (RecordedMachine.flex, "0000:53:00.0"), (.flex, "0"), (.ampere, "0000:47:00.0"), (.ampere, "0:1"),
        (.instinct, "2"), (.passthrough, "0000:02:00.0"), (.broken, "0000:08:00.0"), (.gaudi, "0000:b3:00.0"),
    ])
    func `says where each fact was read, which rules applied and what would change`(
        machine: RecordedMachine, device: String
    ) async throws {
        let text = try await Apus.document(["explain", device], host: machine.path)
        expectGolden(text.withoutPCIIDs, "explain/\(machine.name)-\(device.replacing(":", with: "-")).txt")
        let lines = text.split(separator: "\n")
        // A word that is longer than a line, such as a path, stays whole.
        #expect(lines.allSatisfy { $0.count <= 80 || !$0.drop { $0 == " " }.contains(" ") || $0.hasPrefix("    ") })
    }

    @Test(arguments: [
        "0000:0f:00.0", "0000-0f-00-0-0x20b0", "1", "GPU-d2706b95-13ea-4f8c-8b57-6a4e9c01f3d8", "apus.dev/gpu=1",
    ])
    func `is found by any of its names`(name: String) async throws {
        let text = try await Apus.document(["explain", name, "-o", "json"], host: RecordedMachine.ampere.path)
        #expect(text.contains(#""name": "0000-0f-00-0-0x20b0""#))
        #expect(text.contains(#""cdiNames": ["#))
        #expect(text.contains(#""source": "/sys/bus/pci/devices/0000:0f:00.0/driver""#))
    }

    @Test func `names the claim that holds the device, as the agent tells`() async throws {
        let files = try TemporaryDirectory()
        try HostBuilder.generated(physicalFunctions: 0, virtualFunctions: 0, plain: 1).write(to: files.path)
        let name = try await Apus.document(["inventory", "-o", "name"], host: files.path).split(separator: "\n")[0]
        let claim = #"{"namespace": "team", "name": "gpu", "uid": "0a1b", "devices": ["\#(name)"]}"#
        try files.put(
            #"{"apiVersion": "apus.dev/v1", "kind": "Status", "apusVersion": "0.1.0", "#
                + #""started": "2025-06-01T12:00:00.000Z", "claims": [\#(claim)]}"#, at: "var/lib/apus/status.json")
        let text = try await Apus.document(["explain", "0"], host: files.path)
        #expect(text.hasSuffix("\nHeld by\n    claim team/gpu\n"), "\(text)")
        let document = try await Apus.document(["explain", "0", "-o", "json"], host: files.path)
        #expect(document.contains(#""claims": ["#) && document.contains(#""team/gpu""#))
    }

    @Test func `has the reason and the command for programs`() async throws {
        let text = try await Apus.document(
            ["explain", "0000:47:00.0", "-o", "json"], host: RecordedMachine.ampere.path)
        #expect(text.contains(#""notOfferedReason": "Pending""#))
        #expect(text.contains(#""command": "sudo nvidia-modprobe -c 2 -u""#))
    }

    @Test(arguments: [
        (RecordedMachine.broken, "0000:03:00.0", "Error: 0000:03:00.0 was left out: its class is unreadable.\n"),
        (
            .arc, "0000:01:00.0",
            "Error: 0000:01:00.0 is no GPU or accelerator: its class is 0x060400, its ids are no known accelerator's, and "
                + "it has no render or accel device. candidates.include.addresses in the configuration adds it.\n"
        ),
        (.arc, "0000:ee:00.0", "Error: There is no PCI function 0000:ee:00.0. `lspci` lists those that there are.\n"),
        (
            .arc, "nonsense",
            "Error: No device is called nonsense. Give an address, a name, a number, a uuid or a CDI name; `apus "
                + "inventory` lists the devices.\n"
        ),
    ])
    func `is an error that says why, of what is no device`(
        machine: RecordedMachine, device: String, errors: String
    ) async throws {
        let outcome = try await Apus.run(["explain", device], host: machine.path)
        #expect(outcome.status == 1)
        #expect(outcome.output == "")
        #expect(outcome.errors == errors)
    }
}

extension String {
    /// Without what pci.ids says, and without the first line, which has the product.
    fileprivate var withoutPCIIDs: String {
        split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
            .filter { !$0.contains("(pci.ids)") }.joined(separator: "\n")
    }
}
