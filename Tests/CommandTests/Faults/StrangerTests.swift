import TestSupport
import Testing

@Suite("A stranger's text") struct StrangerTests {
    /// Clears the screen, rings, begins a line and turns the direction of writing around.
    private static let steering = "\u{1b}[2J\u{7}\n\u{202e}x"
    private let files: TemporaryDirectory

    init() throws { files = try TemporaryDirectory() }

    private func isHarmless(_ text: String, lines: Int) -> Bool {
        text.unicodeScalars.allSatisfy { !"\u{1b}\u{7}\u{202e}".unicodeScalars.contains($0) }
            && text.split(separator: "\n").count == lines
    }

    @Test func `in a spec does not steer the terminal of a person who checks it`() async throws {
        let escaped = #""\u001b[2J\u0007\n\u202ex""#
        let file = try files.put(
            #"{"cdiVersion":"0.5.0","kind":\#(escaped),\#(escaped):1,"devices":[]}"#, at: "a.json")
        let outcome = try await Apus.program.run(["cdi", "validate", file])
        #expect(outcome.status == 1)
        #expect(isHarmless(outcome.output, lines: 3), "\(outcome.output)")
        #expect(outcome.output.contains(#"The kind "\u{1b}[2J\u{7}\n\u{202e}x" has no slash"#))
    }

    @Test func `in the name of a spec does not steer the terminal of a person who lists it`() async throws {
        let spec =
            #"{"cdiVersion":"0.5.0","kind":"ab.com/gpu","devices":[{"name":"x","containerEdits":{"env":["A=b"]}}]}"#
        try files.put(spec, at: "specs/\(Self.steering).json")
        try files.put("{", at: "specs/broken\(Self.steering).json")
        let outcome = try await Apus.program.run(["cdi", "list", "--spec-dir", "\(files.path)/specs"])
        #expect(outcome.output.hasPrefix("\(files.path)/specs/" + #"\u{1b}[2J\u{7}\n\u{202e}x.json:"#))
        #expect(isHarmless(outcome.errors, lines: 1), "\(outcome.errors)")
    }

    @Test func `in a configuration does not steer the terminal of a person who checks it`() async throws {
        let file = try files.put(#"{"\e[2J\a\n\u202ex": 1}"#, at: "config.yaml")
        let outcome = try await Apus.program.run(["config", "check", "--config", file])
        #expect(outcome.status == 1)
        #expect(isHarmless(outcome.errors, lines: 1), "\(outcome.errors)")
    }

    @Test func `in a recording does not steer the terminal of a person who replays it`() async throws {
        let file = try files.put("\(Self.steering)\n", at: "host.umockdev")
        let outcome = try await Apus.program.run(["inventory", "--host", file, "--config", "/dev/null"])
        #expect(outcome.status == 1)
        #expect(isHarmless(outcome.errors, lines: 1), "\(outcome.errors)")
    }

    @Test func `on the command line is escaped in the answer`() async throws {
        let outcome = try await Apus.program.run(["inventory", "--host", "/nonexistent\u{1b}[2J"])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains(#"/nonexistent\u{1b}[2J"#))
        #expect(isHarmless(outcome.errors, lines: 1))
    }
}
