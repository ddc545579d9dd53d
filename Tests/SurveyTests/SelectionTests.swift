import Hardware
import HostBuilding
import Survey
import Testing

@Suite("A selection of candidates") struct SelectionTests {
    let gpu: PCIAddress = "0000:03:00.0"
    let coprocessor: PCIAddress = "0000:04:00.0"
    let bridge: PCIAddress = "0000:00:01.0"

    private var host: HostBuilder {
        var host = HostBuilder.oneReadyGPU()
        host.addBridge(at: bridge, to: 4...4)
        host.add(
            HostFunction(
                coprocessor, vendorID: PCIID(0x8086), deviceID: PCIID(0x37c8), pciClass: .coprocessor, driver: "c6xx"))
        return host
    }

    @Test func `is displays and processing accelerators where nobody says otherwise`() throws {
        var host = host
        host.add(
            HostFunction(
                "0000:05:00.0", vendorID: PCIID(0x1da3), deviceID: PCIID(0x1020), pciClass: .processingAccelerator))
        #expect(try Machine.inventory(host).addresses == [gpu, "0000:05:00.0"])
    }

    @Test(arguments: [
        CandidateRules(classes: [ClassPattern(baseClass: 0x0b)]),
        CandidateRules(classes: [ClassPattern("0x0b4000")].compactMap(\.self)),
        CandidateRules(ids: [IDPattern("8086:37c8")].compactMap(\.self)),
        CandidateRules(addresses: ["0000:04:00.0"]),
    ])
    func `takes in what a person includes`(include: CandidateRules) throws {
        let rules = SurveyRules(selection: CandidateSelection(include: include))
        #expect(try Machine.inventory(host, rules).addresses == [gpu, coprocessor])
    }

    @Test(arguments: [
        (CandidateRules(classes: [ClassPattern(baseClass: 0x03)]), "exclude.classes 0x03"),
        (CandidateRules(ids: [IDPattern("8086")].compactMap(\.self)), "exclude.ids 8086:*"),
        (CandidateRules(addresses: ["0000:03:00.0"]), "exclude.addresses 0000:03:00.0"),
    ])
    func `leaves out what a person excludes, and says by which rule`(exclude: CandidateRules, rule: String) throws {
        let selection = CandidateSelection(include: CandidateRules(addresses: [gpu]), exclude: exclude)
        let inventory = try Machine.inventory(host, SurveyRules(selection: selection))
        #expect(inventory.addresses == [])
        #expect(inventory.omission(gpu) == "left out by the configuration: \(rule)")
        #expect(inventory.omissions.count == 1)
    }
}
