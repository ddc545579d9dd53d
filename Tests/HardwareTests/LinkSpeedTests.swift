import Hardware
import Testing

@Suite("A link speed")
struct LinkSpeedTests {
    @Test(arguments: [
        ("16.0 GT/s PCIe", "16.0 GT/s"), ("2.5 GT/s PCIe", "2.5 GT/s"), ("64.0 GT/s PCIe", "64.0 GT/s"),
        ("8 GT/s", "8.0 GT/s"), ("2.5 GT/s", "2.5 GT/s"),
    ])
    func `is read as kernels of any age write it`(sysfs: String, text: String) {
        #expect(LinkSpeed(sysfs: sysfs)?.description == text)
    }

    @Test(arguments: ["Unknown", "Unknown speed", "", "GT/s", "x GT/s", "16.00 GT/s", "16,0 GT/s", "-1 GT/s", "16.0"])
    func `that is not a speed is unknown`(sysfs: String) {
        #expect(LinkSpeed(sysfs: sysfs) == nil)
    }

    @Test func `compares by rate`() throws {
        #expect(try #require(LinkSpeed(sysfs: "8 GT/s")) < #require(LinkSpeed(sysfs: "16.0 GT/s PCIe")))
    }
}
