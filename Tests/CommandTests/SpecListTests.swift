import TestSupport
import Testing

@Suite("The list of names") struct SpecListTests {
    private let files: TemporaryDirectory

    init() throws { files = try TemporaryDirectory() }

    private func put(_ names: String..., at file: String) throws {
        let devices = names.map { #"{"name":"\#($0)","containerEdits":{"env":["A=b"]}}"# }.joined(separator: ",")
        try files.put(#"{"cdiVersion":"0.5.0","kind":"ab.com/gpu","devices":[\#(devices)]}"#, at: file)
    }

    private func list(_ options: String...) async throws -> ApusProgram.Outcome {
        let directories = ["--spec-dir", "\(files.path)/etc", "--spec-dir", "\(files.path)/run"]
        return try await Apus.program.run(["cdi", "list"] + options + directories)
    }

    @Test func `says which file wins where two define a name`() async throws {
        try put("0", "1", at: "etc/a.json")
        try put("0", at: "run/b.json")
        let outcome = try await list("-o", "name")
        #expect(outcome.status == 0)
        #expect(outcome.output == "ab.com/gpu=0\nab.com/gpu=1\n")
        #expect(outcome.errors == "ab.com/gpu=0: \(files.path)/run/b.json wins over \(files.path)/etc/a.json.\n")
    }

    @Test func `says once what concerns many names of the same files`() async throws {
        try put("0", "1", "2", at: "etc/a.json")
        try put("0", "1", "2", "3", at: "run/b.json")
        try put("3", "4", at: "run/c.json")
        try put("4", at: "run/d.json")
        let (b, c, d) = ("\(files.path)/run/b.json", "\(files.path)/run/c.json", "\(files.path)/run/d.json")
        #expect(
            try await list("-o", "name").errors == """
                ab.com/gpu=0 and 2 more names: \(b) wins over \(files.path)/etc/a.json.
                ab.com/gpu=3 cannot be resolved: \(b) and \(c) both define it.
                ab.com/gpu=4 cannot be resolved: \(c) and \(d) both define it.

                """)
    }

    @Test func `has no name that runtimes find twice, in whatever form`() async throws {
        try put("0", "1", at: "run/a.json")
        try files.put(
            "CDIVersion: !!str 0.5.0\nKIND: &k ab.com/gpu\ndevices:\n- {name: 00, containerEdits: {env: [A=b]}}\n---\n",
            at: "run/b.yaml")
        let outcome = try await list("-o", "name")
        #expect(outcome.output == "ab.com/gpu=1\n")
        #expect(
            outcome.errors
                == "ab.com/gpu=0 cannot be resolved: \(files.path)/run/a.json and \(files.path)/run/b.yaml both define it.\n"
        )
    }

    @Test func `is beside the faults of each file, with what runtimes make of them`() async throws {
        let file = try files.put(
            "cdiVersion: 0.5.0\nKind: ab.com/gpu\ndevices: [{name: x, containerEdits: {env: [A=b]}}]\n", at: "a.yaml")
        let outcome = try await Apus.program.run(["cdi", "validate", file])
        #expect(outcome.status == 1)
        #expect(
            outcome.output
                == "\(file):2:1: The key \"Kind\" of the spec must be spelled kind. Runtimes read the file all the same.\n"
        )
    }

    /// A recorded machine whose own spec is where runtimes look.
    private func written(by machine: RecordedMachine) async throws -> [String] {
        let directory = "\(files.path)/run"
        #expect(try await Apus.run(["cdi", "--output-dir", directory], host: machine.path).status == 0)
        return ["cdi", "list", "--spec-dir", "\(files.path)/etc", "--spec-dir", directory]
    }

    @Test func `shows each device of a file with all its names, its product and its nodes`() async throws {
        let outcome = try await Apus.run(try await written(by: .flex), host: RecordedMachine.flex.path)
        #expect(outcome.errors == "")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("\(files.path)/run/apus.dev-gpu.json: apus.dev/gpu=NAME") == true)
        let row = try #require(lines.first { $0.hasPrefix("0 ") })
        for word in ["0000:53:00.1", "0000-53-00-1-0x56c0", "Data Cent", "dri/{card"] { #expect(row.contains(word)) }
        #expect(lines.count { $0.contains("0x56c0") } == 7)
    }

    @Test func `says which file is out of date, in whatever directory`() async throws {
        let arguments = try await written(by: .flex)
        let spec = try #require(files.text(of: "run/apus.dev-gpu.json"))
        try files.put(spec, at: "etc/old.json")
        let outcome = try await Apus.run(arguments, host: RecordedMachine.arc.path)
        #expect(outcome.errors.contains("The file \(files.path)/etc/old.json defines apus.dev/gpu="))
        #expect(outcome.errors.contains("\(files.path)/run/apus.dev-gpu.json is not what this machine offers now."))
    }

    @Test func `of a recorded machine that holds no spec says so, without a place of its own`() async throws {
        let outcome = try await Apus.run(["cdi", "list"], host: RecordedMachine.arc.path)
        #expect(
            outcome.errors
                == "Container runtimes can inject nothing: no spec in /etc/cdi and /var/run/cdi defines a device.\n")
    }

    @Test func `that is empty says how a spec is written`() async throws {
        let outcome = try await Apus.run(["cdi", "list", "--spec-dir", files.path], host: RecordedMachine.arc.path)
        #expect(outcome.output == "")
        #expect(outcome.errors.contains("`sudo apus cdi --output-dir \(files.path)` writes one of this machine."))
    }

    @Test func `has a form for programs`() async throws {
        try put("0", at: "run/a.json")
        let text = try await list("-o", "json").output
        #expect(text.contains(#""name": "ab.com/gpu=0""#))
        #expect(text.contains(#""file": "\#(files.path)/run/a.json""#))
    }
}
