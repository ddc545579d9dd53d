import Hardware

extension HostFunction {
    /// The function's directory as the kernel fills it (Documentation/ABI/testing/sysfs-bus-pci).
    func device(path: String, buses: ClosedRange<UInt8>?, physicalFunction: PCIAddress?) -> HostDevice {
        var device = HostDevice(path: path, subsystem: "pci", properties: properties)
        for (name, text) in identity + state { device[name] = text }
        device.set("resource", to: .text(resourceText(isBridge: buses != nil)))
        let space = ConfigurationSpace(of: self, buses: buses, isVirtual: physicalFunction != nil)
        device.set("config", to: .binary(space.bytes))
        if let driver { device.link("driver", to: device.toSysfs + "bus/pci/drivers/\(driver)") }
        if let iommuGroup { device.link("iommu_group", to: device.toSysfs + "kernel/iommu_groups/\(iommuGroup)") }
        if let physicalFunction { device.link("physfn", to: "../\(physicalFunction)") }
        for (name, text) in attributes { device[name] = text }
        return device
    }

    private var identity: [(String, String)] {
        [
            ("vendor", "\(vendorID)"), ("device", "\(deviceID)"), ("class", "\(pciClass)"),
            ("revision", "0x" + hexadecimal(revision, digits: 2)), ("subsystem_vendor", "\(subsystemVendorID)"),
            ("subsystem_device", "\(subsystemID)"), ("modalias", modalias),
        ]
    }

    private var state: [(String, String)] {
        var state = [
            ("irq", "0"), ("numa_node", "\(numaNode)"), ("enable", driver == nil ? "0" : "1"),
            ("driver_override", "(null)"), ("power_state", "D0"), ("power/runtime_status", "active"),
            ("reset_method", "flr bus"),
        ]
        if let link {
            state.append(("current_link_speed", Self.text(of: link.currentSpeed)))
            state.append(("max_link_speed", Self.text(of: link.maximumSpeed)))
            state.append(("current_link_width", "\(link.currentWidth ?? 0)"))
            state.append(("max_link_width", "\(link.maximumWidth ?? 0)"))
        }
        return state
    }

    /// The keys that the PCI bus puts into an event, in its order (drivers/pci/pci-driver.c, `pci_uevent`).
    private var properties: [HostDevice.Property] {
        let bound = driver.map { [HostDevice.Property("DRIVER", $0)] } ?? []
        return bound + [
            .init("PCI_CLASS", hexadecimal(pciClass.code, digits: 1).uppercased()),
            .init("PCI_ID", "\(Self.digits(vendorID)):\(Self.digits(deviceID))"),
            .init("PCI_SUBSYS_ID", "\(Self.digits(subsystemVendorID)):\(Self.digits(subsystemID))"),
            .init("PCI_SLOT_NAME", "\(address)"), .init("MODALIAS", modalias),
        ]
    }

    private var modalias: String {
        let code = hexadecimal(pciClass.code, digits: 6).uppercased()
        return "pci:v0000\(Self.digits(vendorID))d0000\(Self.digits(deviceID))"
            + "sv0000\(Self.digits(subsystemVendorID))sd0000\(Self.digits(subsystemID))"
            + "bc\(code.prefix(2))sc\(code.dropFirst(2).prefix(2))i\(code.suffix(2))"
    }

    /// Six BARs, the ROM and six of SR-IOV; a bridge has four windows besides.
    private func resourceText(isBridge: Bool) -> String {
        (0..<(isBridge ? 17 : 13)).map { line in
            let region = regions[line]
            let start = region?.start ?? 0
            let end = region.map { $0.start + $0.size - 1 } ?? 0
            let columns = [start, end, region?.kind.rawValue ?? 0]
            return columns.map { "0x" + hexadecimal($0, digits: 16) }.joined(separator: " ") + "\n"
        }.joined()
    }

    private static func text(of speed: LinkSpeed?) -> String { speed.map { "\($0) PCIe" } ?? "Unknown" }

    private static func digits(_ id: PCIID) -> String { hexadecimal(id.rawValue, digits: 4).uppercased() }
}
