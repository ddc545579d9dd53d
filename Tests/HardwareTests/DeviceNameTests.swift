import Hardware
import Testing

@Suite("A device name")
struct DeviceNameTests {
    @Test(arguments: [
        ("0000:03:00.0", "0x56a0", "0000-03-00-0-0x56a0"), ("10000:e1:1f.7", "0x0b60", "10000-e1-1f-7-0x0b60"),
    ])
    func `is the address with dashes and the device id`(address: String, id: String, name: String) throws {
        let made = DeviceName(
            address: try #require(PCIAddress(address)), deviceID: try #require(PCIID(text: id[...])))
        #expect(made.description == name)
    }

    @Test(arguments: [
        ("CPX", 3, "0000-05-00-0-0x74a1-cpx-3"), ("1g.10gb", 0, "0000-05-00-0-0x74a1-1g-10gb-0"),
        ("1g.10gb+me", 12, "0000-05-00-0-0x74a1-1g-10gb-me-12"),
    ])
    func `of a partition goes on with profile and place`(profile: String, index: Int, name: String) throws {
        let card = DeviceName(address: try #require(PCIAddress("0000:05:00.0")), deviceID: PCIID(0x74a1))
        #expect(DeviceName(Partition(parent: card, profile: profile, index: index)).description == name)
        let long = Partition(parent: card, profile: String(repeating: "é", count: 99), index: 127)
        #expect(DeviceName(long).description.utf8.count <= 63)
    }

    @Test func `is a DNS label however large the domain`() throws {
        let address = try #require(PCIAddress(domain: .max, bus: .max, device: 31, function: 7))
        let name = DeviceName(address: address, deviceID: PCIID(.max)).description
        #expect(name == "ffffffff-ff-1f-7-0xffff")
        #expect(name.utf8.count <= 63)
    }
}
