import TestSupport
import Testing

@Suite("Wrong usage") struct UsageTests {
    @Test(arguments: [
        ["bogus"], ["inventory", "-o", "xml"], ["inventory", "--bogus"], ["slices", "extra"],
        ["inventory", "--host"], ["inventory", "--driver-root", "driver"],
        ["cdi", "validate"], ["cdi", "bogus"], ["slices", "-o", "table"], ["slices", "--generation", "many"],
        ["slices", "--generation=-1"], ["slices", "--api-version", "v7"], ["slices", "--kubernetes-version", "new"],
        ["slices", "--kubernetes-version", "1.20"], ["slices", "--api-version", "v1", "--kubernetes-version", "1.33"],
        ["slices", "--node-name", "Node_7"], ["slices", "--node-name", ""], ["slices", "--driver", "GPU"],
        ["config", "bogus"], ["config", "show", "--host", "/"], ["config", "check", "--host", "/"],
        ["cdi", "validate", "--config", "/dev/null", "a.json"], ["diff", "--host", "/", "a"],
    ])
    func `ends with status 64, a reason and no document`(arguments: [String]) async throws {
        let outcome = try await Apus.program.run(arguments)
        #expect(outcome.status == 64)
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("Error: "))
        #expect(outcome.errors.contains("Usage: apus"))
    }

    @Test func `of a name says how names are made`() async throws {
        let outcome = try await Apus.program.run(["slices", "--node-name", "Node_7"])
        #expect(outcome.errors.contains("\"Node_7\" cannot name a node"))
        #expect(outcome.errors.contains("lower-case letters, digits"))
    }

    @Test func `of versions names the one that fits`() async throws {
        let outcome = try await Apus.program.run(["slices", "--api-version", "v1", "--kubernetes-version", "1.33"])
        #expect(outcome.errors.contains("choose v1beta2"))
    }

    @Test(arguments: [
        [], ["--help"], ["inventory", "--help"], ["explain", "--help"], ["doctor", "--help"], ["topology", "--help"],
        ["watch", "--help"],
        ["diff", "--help"], ["cdi", "--help"],
        ["cdi", "generate", "--help"],
        ["cdi", "list", "--help"], ["cdi", "validate", "--help"], ["slices", "--help"], ["record", "--help"],
        ["config", "--help"], ["config", "show", "--help"], ["config", "check", "--help"], ["--version"],
    ])
    func `is none where help is asked for`(arguments: [String]) async throws {
        let outcome = try await Apus.program.run(arguments)
        #expect(outcome.status == 0)
        #expect(!outcome.output.isEmpty)
        #expect(outcome.errors == "")
        for line in outcome.output.split(separator: "\n") { #expect(line.count <= 80) }
        // A line of the examples that was too long has its end at the beginning of the next one.
        let examples = outcome.output.split(separator: "\n\n").first { $0.hasPrefix("Examples:") }?.split(
            separator: "\n")
        for line in (examples ?? []).dropFirst() { #expect(line.hasPrefix("  "), "\(line)") }
    }

    @Test(arguments: [
        (["inventry"], "inventory"), (["docter"], "doctor"), (["cdi", "lst"], "list"),
        (["cdi", "vaildate"], "validate"),
        (["config", "chek"], "check"),
    ])
    func `of a subcommand names the one that was probably meant`(arguments: [String], meant: String) async throws {
        let outcome = try await Apus.program.run(arguments)
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("Did you mean '\(meant)'?"), "\(outcome.errors)")
    }

    @Test(arguments: ["inventory", "cdi generate", "cdi list", "slices", "topology"])
    func `is none where a subcommand about a host is given one and a configuration`(subcommand: String) async throws {
        let arguments = subcommand.split(separator: " ").map(String.init)
        let outcome = try await Apus.run(arguments, host: RecordedMachine.arc.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
}
