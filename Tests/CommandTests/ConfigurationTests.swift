import TestSupport
import Testing

@Suite("A configuration given to the command") struct ConfigurationTests {
    private let files: TemporaryDirectory

    init() throws { files = try TemporaryDirectory() }

    private func config(_ text: String) throws -> String { try files.put(text, at: "config.yaml") }

    private func names(_ configuration: String, _ machine: RecordedMachine) async throws -> [Substring] {
        let text = try await Apus.document(["cdi"], host: machine.path, config: try config(configuration))
        return text.split(separator: "\n").filter { $0.hasPrefix("      \"name\": ") && $0.contains("-0x") }
            .map { $0.dropFirst(15).dropLast(2) }
    }

    @Test(arguments: [["inventory"], ["cdi"], ["slices"], ["record"], ["config", "show"], ["config", "check"]])
    func `that has faults stops every command, each fault with its place`(arguments: [String]) async throws {
        let file = try config("candidates:\n  excldue: {}\nphysicalFunctionWithVFs: hid\n")
        let outcome = try await Apus.run(arguments, host: RecordedMachine.arc.path, config: file)
        #expect(outcome.status == 1)
        #expect(outcome.output == "")
        #expect(
            outcome.errors == """
                Error: \(file):2:3: unknown key "excldue"; did you mean "exclude"?
                \(file):3:26: physicalFunctionWithVFs cannot be "hid"; did you mean "hide"?

                """)
    }

    @Test func `that is not there is named`() async throws {
        let outcome = try await Apus.run(["inventory"], host: RecordedMachine.arc.path, config: "/nonexistent.yaml")
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("Error: The configuration /nonexistent.yaml cannot be read: No such file"))
    }

    @Test func `that is not YAML is refused with the place`() async throws {
        let outcome = try await Apus.run(["inventory"], host: RecordedMachine.arc.path, config: try config("a: [b\n"))
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("Error: \(files.path)/config.yaml:"))
    }

    @Test func `decides what becomes of a physical function with virtual ones`() async throws {
        let virtual = (1...7).map { "0000-53-00-\($0)-0x56c0" }
        #expect(try await names("physicalFunctionWithVFs: hide", .flex).map(String.init) == virtual)
        for policy in ["counters", "offer"] {
            let names = try await names("physicalFunctionWithVFs: \(policy)", .flex).map(String.init)
            #expect(names == ["0000-53-00-0-0x56c0"] + virtual)
        }
    }

    @Test(arguments: ["hide", "counters", "offer"], ["1.33", "1.34", "1.35"])
    func `lays out the slices of a physical function with virtual ones`(policy: String, version: String) async throws {
        let file = try config("physicalFunctionWithVFs: \(policy)")
        let text = try await Apus.document(
            ["slices", "--kubernetes-version", version], host: RecordedMachine.flex.path, config: file)
        expectGolden(text.withoutNameAttributes, "slices/hosts/intel-flex-170-vfs-\(policy)-\(version).yaml")
        // The budget of counters is shared in a slice of its own from 1.35 on, and beside the devices before.
        let slices = text.split(separator: "\n---\n")
        #expect(slices.count == (policy == "counters" && version == "1.35" ? 2 : 1))
        #expect(text.contains("sharedCounters:") == (policy == "counters"))
    }

    @Test func `that asks for counters is refused by a server that has none`() async throws {
        let file = try config("physicalFunctionWithVFs: counters")
        let outcome = try await Apus.run(
            ["slices", "--kubernetes-version", "1.32"], host: RecordedMachine.flex.path, config: file)
        #expect(outcome.status == 1)
        #expect(outcome.output == "")
        #expect(outcome.errors.contains("Kubernetes 1.32 has no shared counters"))
    }

    @Test func `chooses the API version, unless the command line does`() async throws {
        let file = try config("slices: {apiVersion: v1beta1, kubernetesVersion: 1.33}")
        func version(_ arguments: [String]) async throws -> Substring? {
            try await Apus.document(["slices"] + arguments, host: RecordedMachine.arc.path, config: file)
                .split(separator: "\n").first
        }
        #expect(try await version([]) == "apiVersion: resource.k8s.io/v1beta1")
        #expect(try await version(["--api-version", "v1"]) == "apiVersion: resource.k8s.io/v1")
        #expect(try await version(["--kubernetes-version", "1.36"]) == "apiVersion: resource.k8s.io/v1")
    }

    @Test(arguments: ["classes: [\"0x0604\"]", "ids: [\"8086:4fa1\"]", "addresses: [\"0000:01:00.0\"]"])
    func `adds candidates by class, id and address`(rule: String) async throws {
        let file = try config("candidates: {include: {\(rule)}}")
        let plain = try await Apus.document(["inventory", "-o", "json"], host: RecordedMachine.arc.path)
        let text = try await Apus.document(["inventory", "-o", "json"], host: RecordedMachine.arc.path, config: file)
        #expect(!plain.contains("\"address\": \"0000:01:00.0\""))
        #expect(text.contains("\"address\": \"0000:01:00.0\""))
    }

    @Test(arguments: [
        ("classes: [\"03\"]", "exclude.classes 0x03"), ("ids: [\"8086:56a0\"]", "exclude.ids 8086:56a0"),
        ("addresses: [\"0000:03:00.0\"]", "exclude.addresses 0000:03:00.0"),
    ])
    func `takes candidates away by class, id and address, and the inventory says so`(rule: String, why: String)
        async throws
    {
        let file = try config("candidates: {exclude: {\(rule)}}")
        let host = RecordedMachine.arc.path
        let text = try await Apus.document(["inventory", "-o", "json"], host: host, config: file)
        #expect(text.contains("\"why\": \"left out by the configuration: \(why)\""))
        #expect(!text.contains("\"offered\""))
        let cdi = try await Apus.run(["cdi"], host: host, config: file)
        #expect(cdi.status == 0)
        #expect(cdi.output == "")
        #expect(cdi.errors.hasPrefix("No spec: nothing is offered.\n\narc-a770, kernel 6.8.0-45-generic: no GPU"))
        #expect(cdi.errors.contains("\nLeft out: 1 function by the configuration (--all).\n"))
    }

    @Test func `names the kind, the driver and the node`() async throws {
        let file = try config("cdi: {kind: example.com/npu}\nslices: {driver: npu.example.com}\nnodeName: node-7\n")
        let host = RecordedMachine.arc.path
        #expect(try await Apus.document(["cdi"], host: host, config: file).contains("\"kind\": \"example.com/npu\""))
        let slices = try await Apus.document(["slices"], host: host, config: file)
        #expect(slices.contains("  name: 00000-npu.example.com-node-7\n"))
        #expect(slices.contains("  nodeName: node-7\n"))
        let given = try await Apus.document(
            ["slices", "--node-name", "node-8", "--driver", "a.b"], host: host, config: file)
        #expect(given.contains("  name: 00000-a.b-node-8\n"))
    }

    @Test(arguments: [
        ("attachment: {passthrough: false}", RecordedMachine.passthrough, ["0000-00-02-0-0x4680"]),
        ("attachment: {native: false}", .passthrough, ["0000-01-00-0-0x2684"]),
    ])
    func `leaves out an attachment`(text: String, machine: RecordedMachine, offered: [String]) async throws {
        #expect(try await names(text, machine).map(String.init) == offered)
    }

    @Test(arguments: [("group", "/dev/vfio/20"), ("device", "/dev/vfio/devices/vfio0")])
    func `chooses vfio's nodes`(choice: String, node: String) async throws {
        let file = try config("attachment: {vfio: \(choice)}")
        let text = try await Apus.document(["cdi"], host: RecordedMachine.battlemage.path, config: file)
        #expect(text.contains("\"path\": \"\(node)\""))
        #expect(text.contains("\"path\": \"/dev/iommu\"") == (choice == "device"))
        #expect(text.contains("\"path\": \"/dev/vfio/vfio\"") == (choice == "group"))
    }

    @Test func `is shown as it is in force, and passes its own check`() async throws {
        let file = try config("nodeName: node-7\n")
        let shown = try await Apus.document(["config", "show"], host: RecordedMachine.arc.path, config: file)
        #expect(shown.contains("nodeName: node-7\n"))
        #expect(shown.contains("physicalFunctionWithVFs: hide\n"))
        let again = try files.put(shown, at: "shown.yaml")
        #expect(try await Apus.document(["config", "show"], host: RecordedMachine.arc.path, config: again) == shown)
        let check = try await Apus.run(["config", "check"], host: RecordedMachine.arc.path, config: again)
        #expect(check.status == 0)
        #expect(check.output == "")
        #expect(check.errors == "\(again): no problems.\n")
    }
}
