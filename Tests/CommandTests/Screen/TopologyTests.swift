import Documents
import HostBuilding
import TestSupport
import Testing

@Suite("The topology") struct TopologyTests {
    private let files: TemporaryDirectory

    init() throws { files = try TemporaryDirectory() }

    @Test(arguments: [RecordedMachine.ampere, .instinct, .broken, RecordedMachine("captured/nvidia-dgx-a100")])
    func `is a matrix in the words that people know`(machine: RecordedMachine) async throws {
        let text = try await Apus.document(["topology"], host: machine.path)
        expectGolden(text.withoutProducts, "topology/\(machine.name.split(separator: "/").last ?? "").txt")
    }

    @Test func `is a distance for each pair, for programs`() async throws {
        let text = try await Apus.document(["topology", "-o", "json"], host: RecordedMachine.ampere.path)
        let pairs = try JSONValue.reading(json: Array(text.utf8))["pairs"]?.elements ?? []
        #expect(pairs.map { $0["distance"]?.text } == ["PIX", "SYS", "SYS"])
    }

    @Test(arguments: [RecordedMachine.flex, .instinct, .ampere, .broken])
    func `is drawn with every device`(machine: RecordedMachine) async throws {
        let file = "\(files.path)/topology.svg"
        #expect(try await Apus.run(["topology", "--svg", file], host: machine.path).status == 0)
        let drawing = try #require(files.text(of: "topology.svg"))
        #expect(try await Apus.document(["topology", "--svg", "-"], host: machine.path) == drawing)
        let inventory = try await Apus.document(["inventory", "-o", "json"], host: machine.path)
        for device in try JSONValue.reading(json: Array(inventory.utf8))["devices"]?.elements ?? [] {
            // Shares of a card have squares with their names.
            let labels = [device["name"]?.text, device["address"]?.text].compactMap(\.self)
            #expect(labels.contains { drawing.contains($0) }, "\(labels)")
        }
        #expect(drawing.contains("@media(prefers-color-scheme:dark)"))
    }

    @Test func `is drawn readably with 650 functions, no wider than a screen and a few high`() async throws {
        try HostBuilder.generated(physicalFunctions: 10, virtualFunctions: 64).write(to: "\(files.path)/host")
        let drawing = try await Apus.document(["topology", "--svg", "-"], host: "\(files.path)/host")
        let size = try #require(drawing.firstMatch(of: /width="(\d+)" height="(\d+)"/))
        #expect(try #require(Int(size.1)) < 1600)
        #expect(try #require(Int(size.2)) < 1600)
        #expect(drawing.matches(of: /<title>0000-[^<]*VF \d+<\/title>/).count == 640)
        let check = Program("/usr/bin/xmllint")
        guard check.isExecutable else { return }
        try files.put(drawing, at: "a.svg")
        #expect(await check.run(["--noout", "\(files.path)/a.svg"])?.status == 0)
    }
}

@Suite("The difference of two hosts") struct DiffTests {
    private let files: TemporaryDirectory

    init() throws {
        files = try TemporaryDirectory()
        for host in ["a", "b"] {
            try HostBuilder.generated(physicalFunctions: 0, virtualFunctions: 0, plain: 2).write(
                to: "\(files.path)/\(host)")
        }
    }

    private func diff(_ options: String...) async throws -> ApusProgram.Outcome {
        let arguments = ["diff", "\(files.path)/a", "\(files.path)/b", "--config", "/dev/null"]
        return try await Apus.program.run(arguments + options)
    }

    private let card = "sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0"

    @Test func `is none between equal ones`() async throws {
        let outcome = try await diff()
        #expect(outcome.status == 0)
        #expect(outcome.output == "")
    }

    @Test func `names each fact that is another now`() async throws {
        try files.put("1\n", at: "b/\(card)/numa_node")
        let outcome = try await diff()
        #expect(outcome.status == 1)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 2, "\(lines)")
        #expect(lines.first?.hasPrefix("~ 0000-01-00-0-0x56c0, ") == true)
        #expect(lines.last?.hasPrefix("    numaNode: ") == true && lines.last?.hasSuffix(" -> 1") == true)
        #expect(try await diff("-o", "json").output.contains(#""name": "numaNode""#))
    }

    @Test func `names what came and what went`() async throws {
        files.remove("b/sys/bus/pci/devices/0000:01:00.0")
        #expect(try await diff().output.hasPrefix("- 0000-01-00-0-0x56c0, "))
        files.remove("a/sys/bus/pci/devices/0000:03:00.0")
        #expect(try await diff().output.contains("\n+ 0000-03-00-0-0x56c0, "))
    }

    @Test func `takes recordings, and this machine for the second`() async throws {
        let outcome = try await Apus.program.run(["diff", RecordedMachine.arc.path, "--config", "/dev/null"])
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("- 0000-03-00-0-0x56a0, "))
    }
}

@Suite("Watching a host", .timeLimit(.minutes(2))) struct WatchTests {
    private let files: TemporaryDirectory

    init() throws {
        files = try TemporaryDirectory()
        try HostBuilder.generated(physicalFunctions: 0, virtualFunctions: 0, plain: 2).write(to: "\(files.path)/host")
    }

    /// Takes a card away as soon as the command watches, and reads the line that it writes of it.
    private func line(_ form: String) async throws -> String {
        let script = """
            cd "$1"
            mkfifo lines words
            "$0" watch -o \(form) --host host --config /dev/null >lines 2>words &
            exec 3<lines 4<words
            read -r ready <&4
            rm host/sys/bus/pci/devices/0000:03:00.0
            read -r line <&3
            kill $!
            echo "$line"
            """
        return try #require(await Program("/bin/sh").run(["-c", script, Apus.program.path, files.path])).output
    }

    @Test func `writes a line of each change`() async throws {
        let line = try await line("text")
        #expect(line.contains("Z - 0000-03-00-0-0x56c0 (") && line.contains(") gone"), "\(line)")
    }

    @Test func `writes an object of each change for programs`() async throws {
        let line = try await line("json")
        #expect(line.hasPrefix(#"{"time":"#) && line.contains(#""change":"vanished""#), "\(line)")
    }

    @Test func `is refused for a recording, which never changes`() async throws {
        let outcome = try await Apus.run(["watch"], host: RecordedMachine.arc.path)
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("never changes"))
    }
}

extension String {
    /// Matrices end with the product, which pci.ids may know by another name.
    fileprivate var withoutProducts: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard let address = line.firstMatch(of: /[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]/) else { return line }
            return line[..<address.range.upperBound]
        }.joined(separator: "\n")
    }
}
