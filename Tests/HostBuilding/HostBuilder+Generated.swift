import Hardware

extension HostBuilder {
    /// A machine with many GPUs: `physicalFunctions` with `virtualFunctions` each, all enabled, and `plain` ones that
    /// have none. Each card hangs on its own root port; every function is alone in its IOMMU group, bound to xe and
    /// has its DRM nodes.
    package static func generated(
        physicalFunctions: Int, virtualFunctions: Int, plain: Int = 0, name: String = "generated"
    ) -> HostBuilder {
        var host = HostBuilder(name: name)
        var slots = CardSlots()
        for _ in 0..<physicalFunctions { host.addCard(to: &slots, virtualFunctions: virtualFunctions) }
        for _ in 0..<plain { host.addCard(to: &slots, virtualFunctions: 0) }
        return host
    }

    private mutating func addCard(to slots: inout CardSlots, virtualFunctions: Int) {
        let slot = slots.next(functions: 1 + virtualFunctions)
        addBridge(
            at: slot.port, to: slot.buses, numaNode: slot.numaNode, iommuGroup: slots.nextGroup(),
            link: PCIeLink(
                currentSpeed: LinkSpeed(tenths: 160), maximumSpeed: LinkSpeed(tenths: 320), currentWidth: 16,
                maximumWidth: 16))
        add(
            HostFunction.generated(
                slot.card, numaNode: slot.numaNode, iommuGroup: slots.nextGroup(),
                link: PCIeLink(
                    currentSpeed: LinkSpeed(tenths: 160), maximumSpeed: LinkSpeed(tenths: 160), currentWidth: 16,
                    maximumWidth: 16)),
            below: slot.port)
        addDRM(to: slot.card, slots: &slots)
        guard virtualFunctions > 0 else { return }
        let firstGroup = slots.takeGroups(virtualFunctions)
        addVirtualFunctions(
            to: slot.card, total: virtualFunctions, enabled: virtualFunctions, below: slot.port
        ) { index, address in
            HostFunction.generated(
                address, numaNode: slot.numaNode, iommuGroup: firstGroup + index,
                link: PCIeLink(maximumSpeed: LinkSpeed(tenths: 160), maximumWidth: 16))
        }
        for index in 0..<virtualFunctions { addDRM(to: slot.card.advanced(by: 1 + index), slots: &slots) }
    }

    private mutating func addDRM(to function: PCIAddress, slots: inout CardSlots) {
        let minors = slots.nextMinors()
        addDRM(to: function, card: minors.card, render: minors.render)
    }
}

extension HostFunction {
    /// A Flex 170, whose virtual functions have the same device id.
    fileprivate static func generated(
        _ address: PCIAddress, numaNode: Int, iommuGroup: Int, link: PCIeLink
    ) -> HostFunction {
        HostFunction(
            address, vendorID: PCIID(0x8086), deviceID: PCIID(0x56c0), pciClass: .display, subsystemID: PCIID(0x4905),
            revision: 8, driver: "xe", numaNode: numaNode, iommuGroup: iommuGroup, link: link)
    }
}
