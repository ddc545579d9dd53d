import Hardware
import Testing

@Suite("A PCI address")
struct PCIAddressTests {
    @Test(arguments: ["0000:03:00.0", "ffff:ff:1f.7", "10000:e1:00.0", "ffffffff:00:00.0"])
    func `prints as the kernel does what it has read`(text: String) throws {
        #expect(try #require(PCIAddress(text)).description == text)
    }

    @Test func `is read in capital letters, too, and printed in small ones`() {
        #expect(PCIAddress("0000:AF:1F.7")?.description == "0000:af:1f.7")
    }

    @Test(arguments: [
        "", "0000:03:00", "03:00.0", "0000:03:00.8", "0000:03:20.0", "000:03:00.0", "00000:03:00.0",
        "100000000:03:00.0", "0000:3:00.0", "0000:03:0.0", "0000:03:00.00", "0000:+3:00.0", "0000:03:00.0 ",
        " 0000:03:00.0", "0000:03:00.0\n", "0000:03:00:0", "xx:01:00.0zz", "0000-03-00-0", "0000:03:00.-1",
    ])
    func `is refused when a part is missing, too long or out of range`(text: String) {
        #expect(PCIAddress(text) == nil)
    }

    @Test func `sorts by position, not as text`() {
        let texts = ["10000:01:00.0", "0000:10:00.0", "0000:09:00.0", "0000:10:00.1", "0000:0a:1f.0", "0001:00:00.0"]
        #expect(
            texts.compactMap { PCIAddress($0) }.sorted().map(\.description) == [
                "0000:09:00.0", "0000:0a:1f.0", "0000:10:00.0", "0000:10:00.1", "0001:00:00.0", "10000:01:00.0",
            ])
    }

    @Test func `has the routing id that SR-IOV counts with`() {
        #expect(PCIAddress("0000:08:02.3")?.routingID == 0x0813)
    }
}
