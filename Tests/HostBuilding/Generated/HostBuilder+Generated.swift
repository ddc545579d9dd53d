import Hardware

extension HostBuilder {
    /// A machine with many GPUs: `physicalFunctions` with `virtualFunctions` each, all enabled, and `plain` ones that
    /// have none. Each card hangs on its own root port; every function is alone in its IOMMU group, bound to its driver
    /// and has its nodes.
    package static func generated(
        physicalFunctions: Int, virtualFunctions: Int, plain: Int = 0, card: GeneratedCard = .intel,
        name: String = "generated"
    ) -> HostBuilder {
        var host = HostBuilder(name: name)
        var slots = CardSlots()
        for _ in 0..<physicalFunctions { host.addCard(card, to: &slots, virtualFunctions: virtualFunctions) }
        for _ in 0..<plain { host.addCard(card, to: &slots, virtualFunctions: 0) }
        return host
    }

    private mutating func addCard(_ card: GeneratedCard, to slots: inout CardSlots, virtualFunctions: Int) {
        let slot = slots.next(functions: 1 + virtualFunctions)
        addBridge(
            at: slot.port, to: slot.buses, numaNode: slot.numaNode, iommuGroup: slots.nextGroup(),
            link: PCIeLink(
                currentSpeed: LinkSpeed(tenths: 160), maximumSpeed: LinkSpeed(tenths: 320), currentWidth: 16,
                maximumWidth: 16))
        add(
            card.function(
                slot.card, numaNode: slot.numaNode, iommuGroup: slots.nextGroup(),
                link: PCIeLink(
                    currentSpeed: LinkSpeed(tenths: 160), maximumSpeed: LinkSpeed(tenths: 160), currentWidth: 16,
                    maximumWidth: 16)),
            below: slot.port)
        addDevices(card, to: slot.card, slots: &slots)
        guard virtualFunctions > 0 else { return }
        let firstGroup = slots.takeGroups(virtualFunctions)
        addVirtualFunctions(
            to: slot.card, total: virtualFunctions, enabled: virtualFunctions, below: slot.port
        ) { index, address in
            card.function(
                address, numaNode: slot.numaNode, iommuGroup: firstGroup + index,
                link: PCIeLink(maximumSpeed: LinkSpeed(tenths: 160), maximumWidth: 16))
        }
        for index in 0..<virtualFunctions {
            addDevices(card, to: slot.card.advanced(by: 1 + index), slots: &slots)
        }
    }

    private mutating func addDevices(_ card: GeneratedCard, to function: PCIAddress, slots: inout CardSlots) {
        let minors = slots.nextMinors()
        addDRM(to: function, card: minors.card, render: minors.render)
        addDriverFiles(of: card, at: function, number: minors.number, render: minors.render)
    }
}

/// Whose cards a generated machine has.
package enum GeneratedCard: String, CaseIterable, Sendable {
    /// Flex 170, whose virtual functions have the same device id.
    case intel
    /// MI300X, with KFD's topology.
    case amd
    /// H100, with the files that its driver keeps in /proc.
    case nvidia

    fileprivate func function(
        _ address: PCIAddress, numaNode: Int, iommuGroup: Int, link: PCIeLink
    ) -> HostFunction {
        var function = HostFunction(
            address, vendorID: PCIID(0x8086), deviceID: PCIID(0x56c0), pciClass: .display, subsystemID: PCIID(0x4905),
            revision: 8, driver: "xe", numaNode: numaNode, iommuGroup: iommuGroup, link: link)
        switch self {
        case .intel: break
        case .amd:
            function.vendorID = PCIID(0x1002)
            function.subsystemVendorID = PCIID(0x1002)
            function.deviceID = PCIID(0x74a1)
            function.driver = "amdgpu"
            function.attributes = [
                "mem_info_vram_total": "206141652992", "unique_id": "\(hexadecimal(address.routingID, digits: 16))",
                "vbios_version": "113-M3000100-102", "serial_number": "692251000\(address.routingID)",
            ]
        case .nvidia:
            function.vendorID = PCIID(0x10de)
            function.subsystemVendorID = PCIID(0x10de)
            function.deviceID = PCIID(0x2330)
            function.driver = "nvidia"
        }
        return function
    }
}

extension HostBuilder {
    /// What drivers show of a function in other places than its directory.
    fileprivate mutating func addDriverFiles(of card: GeneratedCard, at address: PCIAddress, number: Int, render: Int) {
        switch card {
        case .intel: break
        case .amd:
            let node = "sys/class/kfd/kfd/topology/nodes/\(number)"
            setFile(
                "\(node)/properties",
                to:
                    "simd_count 1216\ndrm_render_minor \(render)\nlocation_id \(address.routingID)\ndomain \(address.domain)\n"
                    + "unique_id \(address.routingID)\n")
            setFile("\(node)/mem_banks/0/properties", to: "heap_type 1\nsize_in_bytes 206141652992\n")
            setFile("sys/class/kfd/kfd/topology/generation_id", to: "1\n")
            setFile("dev/kfd", to: "")
        case .nvidia:
            let files = "proc/driver/nvidia"
            setFile("\(files)/version", to: "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.65.06  Sun Jul 27\n")
            setFile(
                "\(files)/gpus/\(address)/information",
                to: "Model: \t\t NVIDIA H100 80GB HBM3\nIRQ:   \t\t 100\n"
                    + "GPU UUID: \t GPU-00000000-0000-0000-0000-\(hexadecimal(address.routingID, digits: 12))\n"
                    + "Video BIOS: \t 96.00.89.00.01\nBus Type: \t PCIe\nDevice Minor: \t \(number)\nGPU Excluded:\t No\n"
            )
            setFile("proc/devices", to: "Character devices:\n195 nvidia\n234 nvidia-uvm\n\nBlock devices:\n")
            for name in ["nvidia\(number)", "nvidiactl", "nvidia-uvm", "nvidia-uvm-tools"] {
                setFile("dev/\(name)", to: "")
            }
        }
    }
}
