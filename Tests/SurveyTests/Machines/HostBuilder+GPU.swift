import Hardware
import HostBuilding

extension HostFunction {
    /// A GPU of some vendor, with nothing of note about it.
    static func gpu(
        _ address: PCIAddress, driver: String? = "xe", ids: (UInt16, UInt16) = (0x8086, 0x56a0), iommuGroup: Int? = nil,
        link: PCIeLink? = nil, attributes: [String: String?] = [:]
    ) -> HostFunction {
        HostFunction(
            address, vendorID: PCIID(ids.0), deviceID: PCIID(ids.1), pciClass: .vga, driver: driver,
            iommuGroup: iommuGroup, link: link, attributes: attributes)
    }
}

extension HostBuilder {
    /// A host with one GPU, at 0000:03:00.0.
    static func oneGPU(
        driver: String? = "xe", ids: (UInt16, UInt16) = (0x8086, 0x56a0), link: PCIeLink? = nil,
        attributes: [String: String?] = [:]
    ) -> HostBuilder {
        var host = HostBuilder()
        host.add(.gpu("0000:03:00.0", driver: driver, ids: ids, link: link, attributes: attributes))
        return host
    }

    /// A host with one GPU whose DRM nodes are there.
    static func oneReadyGPU(
        driver: String = "xe", ids: (UInt16, UInt16) = (0x8086, 0x56a0), link: PCIeLink? = nil,
        attributes: [String: String?] = [:]
    ) -> HostBuilder {
        var host = oneGPU(driver: driver, ids: ids, link: link, attributes: attributes)
        host.addDRM(to: "0000:03:00.0", card: 0, render: 128)
        return host
    }

    /// Adds a device below a function.
    mutating func add(_ name: String, below function: PCIAddress, subsystem: String, node: HostNode? = nil) {
        add(HostDevice(path: "\(self[function].path)/\(name)", subsystem: subsystem, node: node))
    }

    /// Adds a device that only has a node, such as `misc` `vfio`.
    mutating func add(_ name: String, subsystem: String, node: HostNode) {
        add(HostDevice(path: "/devices/virtual/\(subsystem)/\(name)", subsystem: subsystem, node: node))
    }

    mutating func addVFIOContainer() {
        add("vfio", subsystem: "misc", node: HostNode("vfio/vfio", major: 10, minor: 196))
    }

    mutating func addIOMMUFD() { add("iommu", subsystem: "misc", node: HostNode("iommu", major: 10, minor: 125)) }
}
