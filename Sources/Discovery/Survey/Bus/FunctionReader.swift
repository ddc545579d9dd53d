internal import Hardware
internal import Sysfs

/// Joins all that sysfs says of one function.
struct FunctionReader: Sendable {
    private let host: HostRoot
    private let links: CardLinks
    private var modules: DriverModules
    /// Several threads read the virtual functions of one physical function.
    private let physicalFunctions = OncePerKey<PCIAddress, PhysicalFunctionFacts?>()

    init(host: HostRoot) {
        self.host = host
        links = CardLinks(host: host)
        modules = DriverModules(host)
    }

    /// Without its IOMMU group, which takes a look at all functions.
    mutating func function(
        _ files: borrowing FunctionFiles, _ identity: FunctionIdentity
    ) throws(UnreadableFunction) -> PCIFunction {
        let address = files.address
        try identity.confirm(by: files, in: host)
        let driver = files.driver
        let topology = identity.topology
        let (role, link) = relations(files, topology)
        return PCIFunction(
            address: address, vendorID: identity.vendorID, deviceID: identity.deviceID,
            subsystemVendorID: files.subsystemVendorID, subsystemID: files.subsystemID,
            pciClass: identity.pciClass, revision: files.revision, driver: driver,
            driverVersion: driver.flatMap { modules.version(ofDriver: $0) }, numaNode: files.numaNode,
            link: link, powerState: files.powerState,
            resetMethods: files.resetMethods, isBootVGA: files.isBootVGA, sriov: role,
            upstream: topology.upstream, pcieRoot: topology.pcieRoot,
            deviceSerialNumber: files.deviceSerialNumber)
    }

    /// The share of memory that a virtual function was given.
    func memory(ofVirtualFunction index: Int?, of parent: PCIAddress) -> DeviceMemory? {
        index.flatMap { facts(of: parent)?.memory[$0] }
    }

    /// The role in SR-IOV, and the link. A virtual function uses its physical one's: the kernel gives it the same limits,
    /// and calls its current speed unknown.
    private func relations(
        _ files: borrowing FunctionFiles, _ topology: TopologyPath
    ) -> (SRIOVRole, PCIeLink) {
        guard let parent = files.physicalFunction else {
            guard let sriov = files.sriov else { return (.none, links.link(of: files, at: topology)) }
            let facts = physicalFunctions.value(of: files.address) {
                PhysicalFunctionFacts(files, sriov, at: topology, links: links, in: host)
            }
            return (.physical(sriov), facts?.link ?? files.link)
        }
        guard let facts = facts(of: parent) else {
            return (.virtual(of: parent, index: nil), links.link(of: files, at: topology))
        }
        var link = facts.link
        link.currentSpeed = nil
        link.currentWidth = nil
        return (.virtual(of: parent, index: facts.indices[files.address]), link)
    }

    private func facts(of address: PCIAddress) -> PhysicalFunctionFacts? {
        physicalFunctions.value(of: address) { PhysicalFunctionFacts.read(address, links: links, in: host) }
    }
}
