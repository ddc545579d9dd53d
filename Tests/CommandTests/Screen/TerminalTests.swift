import TestSupport
import Testing

/// A terminal of its own for a command, by util-linux.
private let script = Program("/usr/bin/script")

@Suite("On a terminal", .enabled(if: script.isExecutable, "there is no script(1)"))
struct TerminalTests {
    /// All that a terminal of so many columns is shown.
    private func shown(_ arguments: String, columns: Int, host: String) async throws -> [Substring] {
        let command = "stty cols \(columns); \(Apus.program.path) \(arguments) --host \(host) --config /dev/null"
        let outcome = try #require(await script.run(["-qec", command, "/dev/null"]))
        return outcome.output.replacing("\r\n", with: "\n").split(separator: "\n")
    }

    @Test(arguments: ["status", "explain nothing", "cdi list --spec-dir /nonexistent", "inventory --bogus"])
    func `sentences break between words`(arguments: String) async throws {
        let lines = try await shown(arguments, columns: 60, host: RecordedMachine.arc.path)
        #expect(lines.count > 1)
        for line in lines { #expect(line.count <= 60 && !line.hasSuffix(" "), "\(line)") }
    }

    @Test(arguments: RecordedMachine.all) func `a tree's lines break beside its branches`(machine: RecordedMachine)
        async
        throws
    {
        let lines = try await shown("inventory -o tree", columns: 90, host: machine.path)
        #expect(lines.first?.hasPrefix("N") == true || lines.first?.hasPrefix("no NUMA node") == true)
        for line in lines { #expect(line.count <= 90, "\(line)") }
    }

    /// What is piped into a program has each sentence on one line.
    @Test func `sentences break nowhere else`() async throws {
        let outcome = try await Apus.run(["explain", "nothing"], host: RecordedMachine.arc.path)
        #expect(outcome.errors.hasPrefix("Error: No device is called nothing. Give an address, a name, a number, "))
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }

    @Test func `nothing is left of progress, nor shown of what is quick`() async throws {
        let lines = try await shown("inventory -o name", columns: 80, host: RecordedMachine.arc.path)
        #expect(lines == ["0000-03-00-0-0x56a0"])
    }
}
