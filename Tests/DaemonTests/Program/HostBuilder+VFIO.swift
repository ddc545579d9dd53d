import HostBuilding

extension HostBuilder {
    /// What appears when a function of an IOMMU group is bound to vfio-pci, and nothing else.
    static func vfio(group: Int) -> HostBuilder {
        var host = HostBuilder()
        host.add(
            HostDevice(
                path: "/devices/virtual/misc/vfio", subsystem: "misc",
                node: HostNode("vfio/vfio", major: 10, minor: 196)))
        host.addVFIOGroup(group, minor: 0)
        return host
    }
}
