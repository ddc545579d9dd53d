import CDI
import Documents
import Testing

/// What the reference library resolves of files that no careful author writes.
@Suite("A spec of somebody else") struct ForeignSpecTests {
    private func names(_ text: String) -> [String]? { SpecReading(text).spec?.names.map(\.description) }

    @Test(arguments: [
        "\u{feff}cdiVersion: 0.5.0\nkind: ab.com/gpu\ndevices: [{name: x, containerEdits: {env: [A=b]}}]\n",
        "CDIVERSION: 0.5.0\nKind: ab.com/gpu\nDevices: [{Name: x, containeredits: {ENV: [A=b]}}]\n",
        "cdiVersion: 0.5.0\nkind: &k ab.com/gpu\ndevices: [{name: x, containerEdits: &e {env: [A=b]}}]\ncontainerEdits: *e",
        "%TAG !y! tag:yaml.org,2002:\n---\ncdiVersion: !y!str 0.5.0\nkind: ab.com/gpu\n"
            + "devices: !!seq [{name: x, containerEdits: {env: [A=b]}}]",
        "cdiVersion: 0.5.0\nkind: ab.com/gpu\ndevices: [{<<: {name: x}, <<: [{containerEdits: {env: [A=b]}}]}]",
        "cdiVersion: 0.5.0\nkind: ab.com/gpu\ndevices: [{name: x, containerEdits: {env: [A=b]}}]\n...\n}{",
    ])
    func `gives the names that runtimes find in it`(text: String) {
        #expect(names(text) == ["ab.com/gpu=x"])
    }

    @Test func `may have keys that differ in case, of which the last in the order of bytes counts`() {
        let edits = "containerEdits: {env: [A=b]}"
        #expect(
            names("cdiVersion: 0.5.0\nkind: ab.com/gpu\nKind: ab.com/no\ndevices: [{name: x, \(edits)}]")
                == ["ab.com/gpu=x"])
    }

    @Test(arguments: [
        ("00", "0"), ("0x10", "16"), ("0b11", "3"), ("1_000", "1000"), ("+7", "7"), ("1.0", "1"), ("1.50", "1.5"),
        ("089", "89"), ("yes", "true"), ("n", "false"), ("!!str 00", "00"), ("'00'", "00"), ("!!int '010'", "8"),
        ("2026-11-28", "2026-11-28"), ("12:30", "12:30"),
    ])
    func `has devices by the names that its reader makes of numbers and words`(written: String, name: String) {
        let text = "cdiVersion: 0.5.0\nkind: ab.com/gpu\ndevices:\n- name: \(written)\n  containerEdits: {env: [A=b]}\n"
        #expect(names(text) == ["ab.com/gpu=\(name)"])
    }

    @Test func `has a place for each of its faults, in order`() {
        let text = """
            cdiVersion: 1.1.0
            Kind: &k ab.com/gpu
            annotations: {a b: *k}
            devices:
            - name: 1
              containerEdits: {deviceNodes: [{path: /a, permissions: none}]}
            ---
            """
        #expect(
            SpecReading(text).findings.map(\.position.description) == ["2:1", "2:7", "3:15", "3:20", "6:58", "7:1"])
    }

    @Test(.timeLimit(.minutes(1))) func `cannot grow beyond memory by aliases of aliases`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            text += "a\(level): &a\(level) [" + String(repeating: "*a\(level - 1), ", count: 10) + "]\n"
        }
        let reading = SpecReading(text)
        #expect(reading.spec == nil)
        #expect(reading.findings.map(\.reason).contains { $0.contains("more than 400000 values") })
    }

    @Test func `cannot nest beyond the stack by aliases of aliases`() {
        let text = "a0: &a0 []\n" + (1...10_000).map { "a\($0): &a\($0) [*a\($0 - 1)]\n" }.joined()
        #expect(SpecReading(text).findings.first?.reason.contains("nests deeper than 64 levels") == true)
    }

    @Test(.timeLimit(.minutes(1))) func `of endless values is answered with a limit`() {
        let text = "[" + String(repeating: "0,", count: 1_100_000) + "]"
        #expect(SpecReading(text).findings.map(\.reason).contains { $0.contains("more than 1000000 values") })
    }

    @Test func `is not read where an anchor holds itself`() {
        #expect(SpecReading("a: &a [*a]").findings.first?.reason.contains("no value before it has") == true)
    }
}
