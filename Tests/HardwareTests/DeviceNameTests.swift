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
        (Partition.Division.compute(mode: "CPX"), 3, "cpx-3"), (.compute(mode: "1 é+"), 12, "1-----12"),
        (.mig(gpuInstance: 1, computeInstance: 0, profile: "1g.10gb"), 5, "mig-gi1-ci0"),
        (.mig(gpuInstance: .max, computeInstance: .max, profile: nil), 5, "mig-gi65535-ci65535"),
    ])
    func `of a partition goes on with how the card is divided`(
        division: Partition.Division, index: Int, name: String
    ) throws {
        let address = try #require(PCIAddress(domain: .max, bus: .max, device: 31, function: 7))
        let card = DeviceName(address: address, deviceID: PCIID(0x74a1))
        let partition = DeviceName(Partition(parent: card, division: division, index: index))
        #expect(partition.description == "ffffffff-ff-1f-7-0x74a1-\(name)")
        #expect(partition.description.utf8.count <= 63)
        let long = Partition(
            parent: card, division: .compute(mode: String(repeating: "é", count: 99)), index: 127)
        #expect(DeviceName(long).description.utf8.count <= 63)
    }

    @Test func `is a DNS label however large the domain`() throws {
        let address = try #require(PCIAddress(domain: .max, bus: .max, device: 31, function: 7))
        let name = DeviceName(address: address, deviceID: PCIID(.max)).description
        #expect(name == "ffffffff-ff-1f-7-0xffff")
        #expect(name.utf8.count <= 63)
    }
}
