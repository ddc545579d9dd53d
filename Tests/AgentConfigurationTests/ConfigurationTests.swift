import CDI
import AgentConfiguration
import Documents
import Hardware
import ResourceSlices
import Testing

@Suite("A configuration") struct ConfigurationTests {
    @Test(arguments: ["", "\n", "# nothing\n", "---\n", "{}", "~", "candidates:\nattachment:\n", "cdi: {kind: }"])
    func `has defaults for all that is left out`(text: String) throws {
        let configuration = try Configuration(yaml: Array(text.utf8), file: "config.yaml")
        #expect(configuration == Configuration())
        #expect(configuration.cdiKind.description == "apus.dev/gpu")
        #expect(configuration.driver.description == "gpu.apus.dev")
        #expect(configuration.nodeName == nil)
        #expect(configuration.physicalFunctionWithVFs == .hide)
        #expect(configuration.attachments == [.native, .passthrough])
        #expect(configuration.vfio == .automatic)
        #expect(configuration.candidates == CandidateSelection())
    }

    @Test func `is read from one file`() throws {
        let configuration = try Configuration(yaml: Array(Self.everything.utf8), file: "config.yaml")
        #expect(configuration.candidates.include.classes.map(\.description) == ["0x0b40", "0x12", "0x030200", "0x12"])
        #expect(
            configuration.candidates.include.ids.map(\.description) == ["8086:56a0", "10de:*", "1002:*", "8086:5620"])
        #expect(configuration.candidates.exclude.addresses.map(\.description) == ["0000:03:00.0", "10000:e1:00.0"])
        #expect(configuration.cdiKind == (try Kind("example.com/accelerator")))
        #expect(configuration.driver == (try DriverName("gpu.example.com")))
        #expect(configuration.nodeName == (try NodeName("node7")))
        #expect(configuration.physicalFunctionWithVFs == .counters)
        #expect(configuration.attachments == [.native])
        #expect(configuration.vfio == .device)
    }

    @Test func `shows its effective values as a file that means the same`() throws {
        let configuration = try Configuration(yaml: Array(Self.everything.utf8), file: "config.yaml")
        let shown = configuration.json.yamlText
        #expect(try Configuration(yaml: Array(shown.utf8), file: "shown.yaml") == configuration)
        let json = configuration.json.jsonText
        #expect(try Configuration(yaml: Array(json.utf8), file: "shown.json") == configuration)
        let defaults = Configuration().json.yamlText
        #expect(try Configuration(yaml: Array(defaults.utf8), file: "defaults.yaml") == Configuration())
    }

    private static let everything = """
        candidates:
          include:
            classes: [0x0b40, 12, "030200", 0X12]
            ids:
            - 8086:56a0
            - 10de:*
            - '1002'
            - 8086:5620
          exclude:
            addresses: ["0000:03:00.0", 10000:E1:00.0]
        cdi:
          kind: example.com/accelerator
        slices: {driver: gpu.example.com}
        nodeName: node7
        physicalFunctionWithVFs: counters
        attachment:
          passthrough: no
          vfio: device
        """
}
