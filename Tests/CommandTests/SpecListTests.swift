import TestSupport
import Testing

@Suite("The list of names") struct SpecListTests {
    private let files: TemporaryDirectory

    init() throws { files = try TemporaryDirectory() }

    private func put(_ names: String..., at file: String) throws {
        let devices = names.map { #"{"name":"\#($0)","containerEdits":{"env":["A=b"]}}"# }.joined(separator: ",")
        try files.put(#"{"cdiVersion":"0.5.0","kind":"ab.com/gpu","devices":[\#(devices)]}"#, at: file)
    }

    private func list() throws -> ApusProgram.Outcome {
        try Apus.program.run(["cdi", "list", "--spec-dir", "\(files.path)/etc", "--spec-dir", "\(files.path)/run"])
    }

    @Test func `says which file wins where two define a name`() throws {
        try put("0", "1", at: "etc/a.json")
        try put("0", at: "run/b.json")
        let outcome = try list()
        #expect(outcome.status == 0)
        #expect(outcome.output == "ab.com/gpu=0\t\(files.path)/run/b.json\nab.com/gpu=1\t\(files.path)/etc/a.json\n")
        #expect(outcome.errors == "ab.com/gpu=0: \(files.path)/run/b.json wins over \(files.path)/etc/a.json.\n")
    }

    @Test func `has no name that runtimes find twice, in whatever form`() throws {
        try put("0", "1", at: "run/a.json")
        try files.put(
            "CDIVersion: !!str 0.5.0\nKIND: &k ab.com/gpu\ndevices:\n- {name: 00, containerEdits: {env: [A=b]}}\n---\n",
            at: "run/b.yaml")
        let outcome = try list()
        #expect(outcome.output == "ab.com/gpu=1\t\(files.path)/run/a.json\n")
        #expect(
            outcome.errors
                == "ab.com/gpu=0 cannot be resolved: \(files.path)/run/a.json and \(files.path)/run/b.yaml both define it.\n"
        )
    }

    @Test func `is beside the faults of each file, with what runtimes make of them`() throws {
        let file = try files.put(
            "cdiVersion: 0.5.0\nKind: ab.com/gpu\ndevices: [{name: x, containerEdits: {env: [A=b]}}]\n", at: "a.yaml")
        let outcome = try Apus.program.run(["cdi", "validate", file])
        #expect(outcome.status == 1)
        #expect(
            outcome.output
                == "\(file):2:1: The key \"Kind\" of the spec must be spelled kind. Runtimes read the file all the same.\n"
        )
    }
}
