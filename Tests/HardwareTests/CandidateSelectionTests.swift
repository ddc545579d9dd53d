import Hardware
import Testing

@Suite("A candidate selection") struct CandidateSelectionTests {
    @Test(arguments: [
        ("0x12", true), ("12", true), ("0x1200", true), ("120000", true), ("0x03", false), ("0x1201", false),
        ("0x120001", false),
    ])
    func `matches classes by the digits that were written`(pattern: String, isMatch: Bool) throws {
        let pattern = try #require(ClassPattern(pattern))
        #expect(pattern.matches(try #require(PCIClass(code: 0x120000))) == isMatch)
    }

    @Test(arguments: ["", "0x", "1", "0x300", "12345", "1234567", "zz", "0x1g", "+1", "-12"])
    func `refuses other classes`(text: String) {
        #expect(ClassPattern(text) == nil)
    }

    @Test(arguments: [
        ("8086:56a0", true), ("8086:56A0", true), ("0x8086:0x56a0", true), ("8086:*", true), ("8086", true),
        ("8086:56a1", false), ("10de:56a0", false), ("10de", false),
    ])
    func `matches vendor and device ids`(pattern: String, isMatch: Bool) throws {
        let pattern = try #require(IDPattern(pattern))
        #expect(pattern.matches(vendorID: PCIID(0x8086), deviceID: PCIID(0x56a0)) == isMatch)
    }

    @Test(arguments: ["", ":", "8086:", ":56a0", "*:56a0", "8086:56a", "8086:56a0:1", "808", "8086:**", "8086:+56a"])
    func `refuses other ids`(text: String) {
        #expect(IDPattern(text) == nil)
    }

    @Test(arguments: ["0x12", "0x0b40", "0x030200"])
    func `prints classes as they can be read again`(text: String) throws {
        #expect(try #require(ClassPattern(text)).description == text)
    }

    @Test func `names the rule that takes a function away`() throws {
        let function = PCIFunction(
            address: try #require(PCIAddress("0000:03:00.0")), vendorID: PCIID(0x10de), deviceID: PCIID(0x25b6),
            pciClass: try #require(PCIClass(code: 0x030200)))
        func rule(_ rules: CandidateRules) -> String? {
            CandidateSelection(exclude: rules).excludeRule(
                vendor: function.vendorID, device: function.deviceID, class: function.pciClass,
                address: function.address)
        }
        let classes = [try #require(ClassPattern("0x0300")), try #require(ClassPattern("0x0302"))]
        let ids = [try #require(IDPattern("10de:25b6"))]
        #expect(rule(CandidateRules()) == nil)
        #expect(rule(CandidateRules(classes: classes)) == "exclude.classes 0x0302")
        #expect(rule(CandidateRules(classes: classes, ids: ids)) == "exclude.ids 10de:25b6")
        #expect(
            rule(CandidateRules(classes: classes, ids: ids, addresses: [function.address]))
                == "exclude.addresses 0000:03:00.0")
    }

    @Test func `says what is included`() throws {
        let function = PCIFunction(
            address: try #require(PCIAddress("0000:03:00.0")), vendorID: PCIID(0x8086), deviceID: PCIID(0x4940),
            pciClass: try #require(PCIClass(code: 0x0b4000)))
        func isIncluded(by rules: CandidateRules) -> Bool {
            CandidateSelection(include: rules).matchesInclude(
                vendor: function.vendorID, device: function.deviceID, class: function.pciClass,
                address: function.address)
        }
        #expect(!isIncluded(by: CandidateRules()))
        #expect(isIncluded(by: CandidateRules(classes: [try #require(ClassPattern("0x0b40"))])))
    }
}
