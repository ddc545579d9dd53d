package import Hardware

extension HostBuilder {
    /// Adds a PCIe port that leads to `buses`.
    package mutating func addBridge(
        at address: PCIAddress, to buses: ClosedRange<UInt8>, below bridge: PCIAddress? = nil, root: String? = nil,
        vendorID: PCIID = PCIID(0x8086), numaNode: Int = -1, iommuGroup: Int? = nil, link: PCIeLink? = nil
    ) {
        let port = HostFunction(
            address, vendorID: vendorID, deviceID: PCIID(0x347a), pciClass: .port, driver: "pcieport",
            numaNode: numaNode, iommuGroup: iommuGroup, link: link, attributes: ["reset_method": "pm"])
        add(port, below: bridge, root: root, buses: buses)
    }

    /// Makes `physical`, which was added before, a physical function with `enabled` of `total` virtual functions.
    ///
    /// The virtual functions are those of `virtual`, which is given the index and the address that the kernel computes
    /// (`pci_iov_virtfn_bus`, `pci_iov_virtfn_devfn`).
    package mutating func addVirtualFunctions(
        to physical: PCIAddress, total: Int, enabled: Int, offset: Int = 1, stride: Int = 1,
        below bridge: PCIAddress? = nil, root: String? = nil,
        virtual: (_ index: Int, _ address: PCIAddress) -> HostFunction
    ) {
        self[physical]["sriov_totalvfs"] = "\(total)"
        self[physical]["sriov_numvfs"] = "\(enabled)"
        self[physical]["sriov_offset"] = "\(offset)"
        self[physical]["sriov_stride"] = "\(stride)"
        self[physical]["sriov_drivers_autoprobe"] = "1"
        self[physical]["sriov_vf_total_msix"] = "0"
        for index in 0..<enabled {
            let address = physical.advanced(by: offset + index * stride)
            let function = virtual(index, address)
            self[physical]["sriov_vf_device"] = hexadecimal(function.deviceID.rawValue, digits: 1)
            self[physical].link("virtfn\(index)", to: "../\(address)")
            add(function, below: bridge, root: root, physicalFunction: physical)
        }
    }

    /// Adds the DRM nodes of a function, with the links that udev makes.
    package mutating func addDRM(to function: PCIAddress, card: Int, render: Int?, renderMinor: Int? = nil) {
        addDRMNode(of: function, name: "card\(card)", minor: card, role: "card")
        guard let render else { return }
        addDRMNode(of: function, name: "renderD\(render)", minor: renderMinor ?? render, role: "render")
    }

    /// Adds the group node that vfio makes for an IOMMU group.
    package mutating func addVFIOGroup(_ group: Int, major: Int = 511, minor: Int) {
        add(
            HostDevice(
                path: "/devices/virtual/vfio/\(group)", subsystem: "vfio",
                node: HostNode("vfio/\(group)", major: major, minor: minor)))
    }

    private mutating func addDRMNode(of function: PCIAddress, name: String, minor: Int, role: String) {
        let node = HostNode("dri/\(name)", major: 226, minor: minor, links: ["dri/by-path/pci-\(function)-\(role)"])
        var device = HostDevice(
            path: "\(self[function].path)/drm/\(name)", subsystem: "drm", node: node,
            properties: [.init("DEVTYPE", "drm_minor")])
        device.link("device", to: "../../../\(function)")
        add(device)
    }
}

extension PCIClass {
    /// PCI-to-PCI bridge.
    static var port: PCIClass { known(0x06_0400) }

    /// VGA controller.
    package static var vga: PCIClass { known(0x03_0000) }

    /// A display controller that is neither VGA nor 3D.
    package static var display: PCIClass { known(0x03_8000) }

    private static func known(_ code: UInt32) -> PCIClass {
        guard let value = PCIClass(code: code) else { preconditionFailure("\(code) has more than 24 bits") }
        return value
    }
}

extension PCIAddress {
    /// The function whose routing id is greater by `distance`.
    package func advanced(by distance: Int) -> PCIAddress {
        let id = Int(routingID) + distance
        let address = PCIAddress(
            domain: domain, bus: UInt8(id >> 8), device: UInt8(id >> 3 & 31), function: UInt8(id & 7))
        guard let address else { preconditionFailure("\(self) has no function \(distance) away") }
        return address
    }
}
