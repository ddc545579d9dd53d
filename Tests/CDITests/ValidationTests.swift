import CDI
import Documents
import TestSupport
import Testing

/// Rules of the CDI specification, section "CDI JSON specification", as the reference library enforces them.
@Suite("A CDI spec") struct ValidationTests {
    @Test func `may use everything that the newest version knows`() throws {
        let text = """
            cdiVersion: 1.1.0
            kind: vendor.com/net.dev
            annotations: {example.com/owner: "7", note: text}
            containerEdits:
            devices:
              - name: dev0
                annotations:
                containerEdits:
                  env: [A=b, "B="]
                  deviceNodes:
                    - {path: /dev/a, hostPath: /dev/b, type: c, major: 1, minor: 0, fileMode: 0660, permissions: mrw,
                       uid: 0, gid: 4294967295}
                    - {path: /dev/c, type: "", permissions: ""}
                  netDevices: [{hostInterfaceName: eth1, name: net0}]
                  mounts: [{hostPath: a, containerPath: b, type: bind, options: [ro, "1"]}]
                  hooks: [{hookName: createRuntime, path: /bin/x, args: [x, ""], env: [A=b], timeout: 1}]
                  intelRdt: {closID: /, l3CacheSchema: a, memBwSchema: b, schemata: [c], enableMonitoring: true}
                  additionalGids: [0, 7]
            """
        let reading = SpecReading(text)
        #expect(reading.findings == [])
        let spec = try #require(reading.spec)
        let edits = try #require(spec.devices.first?.edits)
        #expect(spec.annotations == ["example.com/owner": "7", "note": "text"])
        #expect(edits.deviceNodes.first?.fileMode == 0o660)
        #expect(edits.deviceNodes.last == ContainerEdits.DeviceNode(path: "/dev/c"))
        #expect(edits.intelRdt?.closID == "/")
        #expect(edits.hooks.first?.point == .createRuntime)
        #expect(SpecReading(spec.json.jsonText).spec == spec)
        #expect(SpecReading(spec.json.yamlText).spec == spec)
    }

    @Test func `is read from JSON with tabs and escapes`() {
        let text =
            "{\t\"cdiVersion\":\"v0.3.0\",\n\t\"kind\":\"ab.com/gpu\",\n"
            + "\t\"devices\":[{\"name\":\"x\",\"containerEdits\":{\"env\":[\"A=\\u00e9\"]}}]}"
        #expect(SpecReading(text).spec?.devices.first?.edits.env == ["A=é"])
    }

    @Test func `may name a device by a bare number, as the reference library reads it`() throws {
        let text = "{cdiVersion: 0.5.0, kind: ab.com/gpu, devices: [{name: 0, containerEdits: {env: [A=b]}}]}"
        let spec = try #require(SpecReading(text).spec)
        #expect(spec.names.map(\.description) == ["ab.com/gpu=0"])
        #expect(spec.fileText.contains("\"name\": \"0\""))
    }

    @Test func `reports everything that is wrong with it, in order`() {
        let text = """
            cdiVersion: 0.3.0
            kind: apus.dev
            device: []
            devices:
              - name: a b
                containerEdits: {env: [X]}
              - name: c
                containerEdits: {}
            """
        #expect(
            SpecReading(text).findings.map(\.description) == [
                "2:7: The kind \"apus.dev\" has no slash; write it as vendor/class, such as apus.dev/gpu.",
                "3:1: The key \"device\" is unknown in the spec; known are "
                    + "cdiVersion, kind, annotations, devices, containerEdits.",
                "5:11: The device name \"a b\" must begin and end with a letter or a digit and may hold only letters, "
                    + "digits, \"_\", \"-\", \".\" and \":\".",
                "6:28: The entry \"X\" of env must have the form NAME=value.",
                "8:21: The device \"c\" changes nothing in a container; its containerEdits need an entry.",
            ])
        #expect(SpecReading(text).spec == nil)
    }

    @Test(arguments: SpecRow.all) func `is refused`(row: SpecRow) throws {
        let reading = SpecReading(row.text)
        #expect(reading.spec == nil)
        #expect(reading.findings.count == 1, "\(reading.findings)")
        let finding = try #require(reading.findings.first)
        #expect(finding.reason.contains(row.part), "\(finding)")
        #expect(finding.position.line == row.line, "\(finding)")
        #expect(finding.verdict == .refused)
    }

    @Test(arguments: SpecRow.tolerated) func `is against the rules, yet read by runtimes`(row: SpecRow) throws {
        let reading = SpecReading(row.text)
        #expect(reading.spec != nil)
        #expect(reading.findings.count == 1, "\(reading.findings)")
        let finding = try #require(reading.findings.first)
        #expect(finding.reason.contains(row.part), "\(finding)")
        #expect(finding.position.line == row.line, "\(finding)")
        #expect(finding.description.hasSuffix(" Runtimes read the file all the same."))
    }

    @Test(arguments: [
        ("0.3.0", "name: 0x", "a device name that begins with a digit needs 0.5.0; declare 0.5.0"),
        ("0.5.0", "name: x, annotations: {a: b}", "annotations needs 0.6.0; declare 0.6.0"),
        ("0.2.0", "name: x", "runtimes no longer read files of that version; declare 0.3.0"),
    ])
    func `is refused when it declares less than it needs`(version: String, device: String, part: String) {
        let text = "{cdiVersion: \(version), kind: ab.com/gpu, devices: [{\(device), containerEdits: {env: [A=b]}}]}"
        #expect(SpecReading(text).findings.map(\.reason) == ["cdiVersion \(version) is too low: \(part)."])
    }

    @Test func `is refused when it declares more than the runtime knows`() {
        let text = "{cdiVersion: 0.6.0, kind: ab.com/gpu, devices: [{name: x, containerEdits: {env: [A=b]}}]}"
        #expect(SpecReading(text).spec != nil)
        #expect(
            SpecReading(text, newest: .v050).findings.map(\.reason) == [
                "cdiVersion 0.6.0 is newer than 0.5.0, the newest that the runtime knows."
            ])
    }

    @Test(arguments: [
        "", "# nothing\n", "{", "[]", "text", "\u{0}", "{a: {a: {a: *b}}}", "devices: 7", "devices: [7, [], null]",
    ])
    func `that is no spec at all is answered with a finding`(text: String) {
        let reading = SpecReading(text)
        #expect(reading.spec == nil && !reading.findings.isEmpty)
        #expect(reading.findings == reading.findings.sorted { $0.position < $1.position })
    }

    @Test func `is answered whatever is cut out of it or put into it`() throws {
        let inventory = Machines.nvidiaBesidePassthrough
        let text = Array(try #require(CDISpec(inventory: inventory, kind: .standard)).json.yamlText.utf8)
        let pieces = ["", "\n", ":", "- ", "{", "]", "null", "-1", "\u{0}", "é", "  ", "\"", "0x"].map {
            Array($0.utf8)
        }
        var random = SeededGenerator(seed: 42)
        for _ in 0..<fuzzRounds(1_000) {
            var mutated = text
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                let start = Int.random(in: 0..<mutated.count, using: &random)
                let end = min(mutated.count, start + Int.random(in: 0..<12, using: &random))
                mutated.replaceSubrange(start..<end, with: pieces.randomElement(using: &random) ?? [])
            }
            let reading = SpecReading(mutated)
            #expect((reading.spec == nil) == reading.findings.contains { $0.verdict == .refused })
        }
    }
}
