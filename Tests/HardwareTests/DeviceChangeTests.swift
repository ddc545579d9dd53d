import Hardware
import Testing

@Suite("A line about a change")
struct DeviceChangeTests {
    private func lines(from old: [Accelerator], to new: [Accelerator]) -> [String] {
        DeviceChange.all(from: Inventory(accelerators: old), to: Inventory(accelerators: new)).map(\.description)
    }

    private func card(
        _ address: String = "0000:03:00.0", device: UInt16 = 0x56a0, driver: String? = "xe",
        sriov: SRIOVRole = .none, readiness: Readiness = .ready, offer: Offer = .offered, nodes: [String] = []
    ) throws -> Accelerator {
        var function = PCIFunction(
            address: try #require(PCIAddress(address)), vendorID: PCIID(0x8086), deviceID: PCIID(device),
            pciClass: try #require(PCIClass(code: 0x030000)), driver: driver,
            sriov: sriov)
        function.name = ProductName(entry: "DG2 [Arc A770]")
        return Accelerator(
            function: function, nodes: nodes.map { DeviceNode(path: $0, kind: .render) }, readiness: readiness,
            offer: offer)
    }

    @Test func `tells of a device that is there now, and of one that is gone`() throws {
        #expect(lines(from: [], to: [try card()]) == ["+ 0000-03-00-0-0x56a0 (gpu, Arc A770, xe) ready"])
        #expect(lines(from: [try card()], to: []) == ["- 0000-03-00-0-0x56a0 (gpu, Arc A770, xe) gone"])
    }

    @Test func `names a virtual function's place, driver and IOMMU group`() throws {
        let parent = try #require(PCIAddress("0000:08:00.0"))
        var function = try card(
            "0000:08:00.4", device: 0x25b6, driver: "vfio-pci", sriov: .virtual(of: parent, index: 0))
        function.attachment = .passthrough
        function.function.iommuGroup = IOMMUGroup(number: 106, members: [])
        #expect(
            lines(from: [], to: [function])
                == ["+ 0000-08-00-4-0x25b6 (vf 0 of 0000:08:00.0, vfio-pci, group 106) ready"])
    }

    @Test func `says what a device waits for, and why one is not offered`() throws {
        let pending = try card(
            readiness: .pending("its render node is missing"), offer: .withheld(as: .pending, because: "pending"))
        #expect(
            lines(from: [], to: [pending])
                == ["+ 0000-03-00-0-0x56a0 (gpu, Arc A770, xe) pending: its render node is missing"])
        #expect(lines(from: [pending], to: [try card()]) == ["~ 0000-03-00-0-0x56a0 (gpu, Arc A770, xe) ready"])
        #expect(
            lines(
                from: [],
                to: [try card(offer: .withheld(as: .managementDisplay, because: "the display of the firmware"))])
                == ["+ 0000-03-00-0-0x56a0 (gpu, Arc A770, xe) ready, not offered: the display of the firmware"])
    }

    @Test func `tells of another driver, of none, and of other nodes`() throws {
        #expect(
            lines(from: [try card()], to: [try card(driver: nil, readiness: .unbound)])
                == ["~ 0000-03-00-0-0x56a0 (gpu, Arc A770, no driver) unbound"])
        #expect(
            lines(from: [try card(nodes: ["/dev/dri/renderD128"])], to: [try card(nodes: ["/dev/dri/renderD129"])])
                == ["~ 0000-03-00-0-0x56a0 (gpu, Arc A770, xe) ready, its nodes are now /dev/dri/renderD129"])
    }

    @Test func `takes another device at the same address for what it is`() throws {
        #expect(
            lines(from: [try card()], to: [try card(device: 0x56a1)]) == [
                "- 0000-03-00-0-0x56a0 (gpu, Arc A770, xe) gone", "+ 0000-03-00-0-0x56a1 (gpu, Arc A770, xe) ready",
            ])
    }

    @Test func `is a loss where a device failed, or vanished and nobody has unmade or excluded it`() throws {
        func losses(from old: [Accelerator], to new: [Accelerator], omitting omissions: [Omission] = []) -> [String] {
            DeviceChange.all(
                from: Inventory(accelerators: old), to: Inventory(accelerators: new, omissions: omissions)
            ).filter(\.isLoss).map(\.name.description)
        }
        let parent = try #require(PCIAddress("0000:03:00.0"))
        let function = try card("0000:03:00.1", sriov: .virtual(of: parent, index: 0))
        #expect(losses(from: [try card()], to: []) == ["0000-03-00-0-0x56a0"])
        #expect(losses(from: [], to: [try card(readiness: .failed("in reset"))]) == ["0000-03-00-0-0x56a0"])
        #expect(losses(from: [], to: [try card(readiness: .pending("in reset"))]) == [])
        #expect(losses(from: [try card(), function], to: [try card()]) == [])
        // With its card.
        #expect(losses(from: [try card(), function], to: []) == ["0000-03-00-0-0x56a0", "0000-03-00-1-0x56a0"])
        let excluded = Omission(address: parent, what: "function", why: "it is excluded", isChosen: true)
        #expect(losses(from: [try card()], to: [], omitting: [excluded]) == [])
    }

    @Test func `is not written for what people do not see, such as a link that saves power`() throws {
        var idle = try card()
        idle.function.powerState = "D3hot"
        #expect(lines(from: [try card()], to: [idle]).isEmpty)
        #expect(lines(from: [try card()], to: [try card()]).isEmpty)
    }
}
