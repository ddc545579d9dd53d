import HostBuilding
import TestSupport
import Testing

@Suite("The schema of the inventory") struct SchemaTests {
    private let schema: JSONSchema

    init() throws { schema = try JSONSchema(try #require(text(of: Repository.path("docs/inventory.schema.json")))) }

    private static let captured = [
        "amd-apu", "cloud-p100", "five-digit-domain", "intel-lunar-lake", "intel-quickassist",
        "laptop-with-unbound-gpu", "nvidia-a2-sixteen-vfs", "nvidia-dgx-a100", "server-display", "vector-engines",
    ].map { RecordedMachine("captured/\($0)") }

    @Test(arguments: RecordedMachine.all + captured) func `fits to what is written`(machine: RecordedMachine)
        async throws
    {
        let document = try await Apus.document(["inventory", "-o", "json"], host: machine.path)
        #expect(try schema.faults(in: document) == [])
    }

    @Test func `fits to cards of every family`() async throws {
        let files = try TemporaryDirectory()
        try HostBuilder.everyFamily().write(to: files.path)
        let document = try await Apus.document(["inventory", "-o", "json"], host: files.path)
        #expect(try schema.faults(in: document) == [])
    }

    @Test(arguments: [
        (#""offered": true"#, #""offered": 1"#), (#""readiness": "ready""#, #""readiness": "well""#),
        (#""kind": "render""#, #""kynd": "render""#), (#""address": "0000:03:00.0""#, #""address": "3:00.0""#),
    ])
    func `refuses what is wrong`(right: String, wrong: String) async throws {
        let document = try await Apus.document(["inventory", "-o", "json"], host: RecordedMachine.arc.path)
        try #require(document.contains(right))
        let faults = try schema.faults(in: document.replacing(right, with: wrong))
        #expect(!faults.isEmpty)
    }

    @Test func `has the names by which containers ask, of the whole machine, whatever is shown`() async throws {
        let part = try await Apus.document(
            ["inventory", "-o", "json", "0000:53:00.3"], host: RecordedMachine.flex.path)
        #expect(part.contains(#""apus.dev/gpu=2""#))
        #expect(!part.contains(#""apus.dev/gpu=1""#))
        #expect(try schema.faults(in: part) == [])
    }
}

@Suite("The schema of") struct OtherSchemaTests {
    private static func faults(of document: String, by name: String) throws -> [String] {
        let schema = try #require(text(of: Repository.path("docs/\(name).schema.json")))
        return try JSONSchema(schema).faults(in: document)
    }

    @Test(arguments: RecordedMachine.all) func `an explanation fits to every device`(machine: RecordedMachine)
        async throws
    {
        let names = try await Apus.document(["inventory", "-o", "name", "--all"], host: machine.path)
        for name in names.split(separator: "\n").prefix(12) {
            let document = try await Apus.document(["explain", String(name), "-o", "json"], host: machine.path)
            #expect(try Self.faults(of: document, by: "explanation") == [])
        }
    }

    @Test(arguments: RecordedMachine.all) func `a diagnosis and a topology fits`(machine: RecordedMachine) async throws
    {
        let diagnosis = try await Apus.run(["doctor", "-o", "json"], host: machine.path)
        #expect(try Self.faults(of: diagnosis.output, by: "diagnosis") == [])
        let topology = try await Apus.document(["topology", "-o", "json"], host: machine.path)
        #expect(try Self.faults(of: topology, by: "topology") == [])
    }

    @Test(arguments: RecordedMachine.all) func `a difference fits`(machine: RecordedMachine) async throws {
        let outcome = try await Apus.program.run([
            "diff", RecordedMachine.broken.path, machine.path, "-o", "json", "--config", "/dev/null",
        ])
        #expect(try Self.faults(of: outcome.output, by: "difference") == [])
    }

    @Test func `a change fits to what watch writes`() async throws {
        let files = try TemporaryDirectory()
        try HostBuilder.generated(physicalFunctions: 0, virtualFunctions: 0, plain: 2).write(to: files.path + "/host")
        let script = """
            cd "$1"; mkfifo changes words
            "$0" watch -o json --host host --config /dev/null >changes 2>words & exec 3<changes 4<words
            read -r begun <&4
            for last in host/sys/bus/pci/devices/*; do :; done; rm "$last"
            read -r change <&3; kill $!; wait $! 2>/dev/null; echo "$change"
            """
        let shell = Program("/usr/bin/timeout")
        let outcome = try #require(await shell.run(["120", "/bin/sh", "-c", script, Apus.program.path, files.path]))
        #expect(outcome.output.contains(#""change":"vanished""#), "\(outcome.output)")
        #expect(try Self.faults(of: outcome.output, by: "change") == [])
    }
}

@Suite("Devices that were asked for") struct FilterTests {
    @Test(arguments: [
        (["0000:53:00.3"], ["0000-53-00-3-0x56c0"]), (["1", "0"], ["0000-53-00-1-0x56c0", "0000-53-00-2-0x56c0"]),
        (["--vendor", "aspeed"], ["0000-02-00-0-0x2000"]), (["--vendor", "0x1a03"], ["0000-02-00-0-0x2000"]),
        (["0", "--vendor", "aspeed"], []),
    ])
    func `are shown alone`(options: [String], names: [String]) async throws {
        let text = try await Apus.document(["inventory", "-o", "name"] + options, host: RecordedMachine.flex.path)
        #expect(text.split(separator: "\n").map(String.init) == names)
        let table = try await Apus.document(["inventory"] + options, host: RecordedMachine.flex.path)
        #expect(table.split(separator: "\n").count { $0.contains("0000:") && !$0.hasPrefix("0000:") } == names.count)
    }

    @Test func `that are not there are an error`() async throws {
        let outcome = try await Apus.run(["inventory", "0000:ee:00.0"], host: RecordedMachine.flex.path)
        #expect(outcome.status == 1)
        #expect(outcome.errors == "Error: There is no PCI function 0000:ee:00.0. `lspci` lists those that there are.\n")
    }
}

@Suite("A spec on standard input") struct PipedSpecTests {
    @Test(arguments: ["-", "/dev/stdin"]) func `is validated as a file is`(name: String) async throws {
        let script = "\"$0\" cdi --config /dev/null --host \"$1\" | \"$0\" cdi validate \(name) 2>/dev/null"
        let host = RecordedMachine.flex.path
        let outcome = try #require(await Program("/bin/sh").run(["-c", script, Apus.program.path, host]))
        #expect(outcome.output == "\(name): valid, apus.dev/gpu, 7 devices by 22 names, cdiVersion 0.5.0\n")
    }

    @Test func `may ask for nodes that this machine has not, which is told`() async throws {
        let files = try TemporaryDirectory()
        let edits = #""containerEdits":{"deviceNodes":[{"path":"/dev/nonexistent"}]}"#
        let file = try files.put(
            #"{"cdiVersion":"0.5.0","kind":"ab.com/gpu","devices":[{"name":"x",\#(edits)}]}"#, at: "a.json")
        let outcome = try await Apus.program.run(["cdi", "validate", file])
        #expect(outcome.status == 0)
        #expect(outcome.errors == "\(file): this machine has no /dev/nonexistent.\n")
    }
}

@Suite("The configuration with its origins") struct OriginTests {
    @Test func `says of each key where its value comes from`() async throws {
        let files = try TemporaryDirectory()
        let file = try files.put("cdi: {kind: example.com/npu, directory: }\nnodeName: node-7\n", at: "config.yaml")
        let text = try await Apus.program.run(["config", "show", "-o", "table", "--config", file]).output
        let rows = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        func row(_ key: String) -> [String]? { rows.first { $0.first == key } }
        #expect(row("cdi.kind") == ["cdi.kind", "example.com/npu", "\(file):1:13"])
        #expect(row("nodeName")?.last == "\(file):2:11")
        #expect(row("cdi.directory") == ["cdi.directory", "/var/run/cdi", "default"])
        #expect(row("pciIDs") == ["pciIDs", "-", "default"])
    }
}
