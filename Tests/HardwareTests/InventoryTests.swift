import Hardware
import Testing

@Suite("An inventory")
struct InventoryTests {
    @Test func `keeps accelerators by address and omissions with theirs first`() throws {
        let near = try accelerator("0000:03:00.0")
        let far = try accelerator("10000:03:00.0")
        let nameless = Omission(what: "entry x", why: "no address")
        let named = Omission(address: near.address, what: "function", why: "gone")
        let inventory = Inventory(accelerators: [far, near], omissions: [nameless, named])
        #expect(inventory.accelerators == [near, far])
        #expect(inventory.omissions == [named, nameless])
    }

    @Test func `offers only what is offered`() throws {
        var hidden = try accelerator("0000:03:00.0")
        hidden.offer = .withheld(as: .noDriver, because: "no driver is bound")
        let shown = try accelerator("0000:04:00.0")
        #expect(Inventory(accelerators: [hidden, shown]).offered == [shown])
    }

    private func accelerator(_ address: String) throws -> Accelerator {
        let function = PCIFunction(
            address: try #require(PCIAddress(address)), vendorID: PCIID(0x8086), deviceID: PCIID(0x56a0),
            pciClass: try #require(PCIClass(code: 0x03_0000)))
        return Accelerator(function: function, readiness: .ready, offer: .offered)
    }
}
