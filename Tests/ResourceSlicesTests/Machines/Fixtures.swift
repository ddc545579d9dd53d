import Hardware

extension PCIAddress {
    /// Address 0 where the text is none, so that a misspelled row shows in what is expected of it.
    static func at(_ text: String) -> PCIAddress { PCIAddress(text) ?? PCIAddress(routingID: 0) }

    init(domain: UInt32 = 0, routingID: UInt16) {
        let text = """
            \(hexadecimal(domain, digits: 4)):\(hexadecimal(routingID >> 8, digits: 2)):\
            \(hexadecimal(routingID >> 3 & 31, digits: 2)).\(routingID & 7)
            """
        guard let address = PCIAddress(text) else { preconditionFailure("\(text) is no address") }
        self = address
    }
}

extension PCIClass {
    static let display = PCIClass.of(0x030000)
    static let processingAccelerator = PCIClass.of(0x120000)

    private static func of(_ code: UInt32) -> PCIClass {
        guard let pciClass = PCIClass(code: code) else { preconditionFailure("\(code) is no class") }
        return pciClass
    }
}

extension PCIFunction {
    static func fixture(
        _ address: PCIAddress, id: UInt16 = 0x56c0, class pciClass: PCIClass = .display, sriov: SRIOVRole = .none
    ) -> PCIFunction {
        PCIFunction(address: address, vendorID: PCIID(0x8086), deviceID: PCIID(id), pciClass: pciClass, sriov: sriov)
    }
}

extension Accelerator {
    static func fixture(
        _ function: PCIFunction, readiness: Readiness = .ready, offer: Offer = .offered
    ) -> Accelerator {
        Accelerator(function: function, readiness: readiness, attachment: .native, offer: offer)
    }

    static func fixture(_ address: String, id: UInt16 = 0x56c0, sriov: SRIOVRole = .none) -> Accelerator {
        fixture(.fixture(.at(address), id: id, sriov: sriov))
    }

    static func pending(_ address: String, _ why: String) -> Accelerator {
        fixture(.fixture(.at(address)), readiness: .pending(why), offer: .withheld(as: .pending, because: why))
    }

    /// The Arc A770 that articles about DRA show.
    static var arcA770: Accelerator {
        var function = PCIFunction.fixture(.at("0000:03:00.0"), id: 0x56a0)
        function.subsystemVendorID = PCIID(0x8086)
        function.subsystemID = PCIID(0x1020)
        function.driver = "xe"
        function.numaNode = 0
        function.iommuGroup = IOMMUGroup(number: 15, members: [function.address])
        function.link = PCIeLink(
            currentSpeed: LinkSpeed(tenths: 160), maximumSpeed: LinkSpeed(tenths: 160), currentWidth: 16,
            maximumWidth: 16)
        function.pcieRoot = "pci0000:00"
        function.name = ProductName(vendor: "Intel Corporation", entry: "DG2 [Arc A770]")
        var accelerator = fixture(function)
        accelerator.memory = DeviceMemory(bytes: 17_079_205_888, source: .localMemoryTotal)
        return accelerator
    }

    /// A physical function with `count` virtual functions behind it, whose device id differs from its own.
    static func physicalFunction(
        domain: UInt32 = 0, bus: UInt8, virtualFunctions count: Int, policy: PhysicalFunctionPolicy
    ) -> [Accelerator] {
        let routingID = UInt16(bus) << 8
        let parent = PCIAddress(domain: domain, routingID: routingID)
        let virtualFunctions = (0..<count).map { index in
            PhysicalFunction.VirtualFunction(
                index: index, address: PCIAddress(domain: domain, routingID: routingID + 1 + UInt16(index)))
        }
        let role = SRIOVRole.physical(
            PhysicalFunction(totalVFs: max(count, 63), enabledVFs: count, virtualFunctions: virtualFunctions))
        let isHidden = policy == .hide && count > 0
        let physical = fixture(
            .fixture(parent, id: 0x56c0, sriov: role),
            offer: isHidden
                ? .withheld(as: .virtualFunctionsEnabled, because: "its virtual functions are enabled") : .offered)
        return [physical]
            + virtualFunctions.map { virtual in
                fixture(.fixture(virtual.address, id: 0x56c1, sriov: .virtual(of: parent, index: virtual.index)))
            }
    }
}

extension Inventory {
    /// Ten physical functions with 64 virtual functions each, one of them behind a volume management device.
    static func tenBySixtyFour(_ policy: PhysicalFunctionPolicy) -> Inventory {
        Inventory(
            accelerators: (0..<10).flatMap { index in
                Accelerator.physicalFunction(
                    domain: index == 9 ? 0x10000 : 0, bus: UInt8(0x10 + index * 0x11), virtualFunctions: 64,
                    policy: policy)
            })
    }

    func without(_ address: PCIAddress) -> Inventory {
        Inventory(host: host, accelerators: accelerators.filter { $0.address != address }, omissions: omissions)
    }
}
