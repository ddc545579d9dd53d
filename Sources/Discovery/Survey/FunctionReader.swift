internal import Hardware
internal import Sysfs

/// Joins all that sysfs says of one function.
struct FunctionReader: Sendable {
    let host: HostRoot
    let functions: FunctionTable
    let groups: IOMMUGroups
    private let links: CardLinks
    private var modules: DriverModules
    private var physicalFunctions: [PCIAddress: PhysicalFunctionFacts?] = [:]

    init(host: HostRoot, functions: FunctionTable, groups: IOMMUGroups) {
        self.host = host
        self.functions = functions
        self.groups = groups
        links = CardLinks(host: host, functions: functions)
        modules = DriverModules(host)
    }

    mutating func function(
        _ files: borrowing FunctionFiles, at topology: TopologyPath
    ) throws(UnreadableFunction) -> PCIFunction {
        let address = files.address
        guard let identity = functions.identity(of: address) else { throw .vanished }
        try identity.confirm(by: files)
        let driver = files.driver
        let (role, link) = relations(files, topology)
        return PCIFunction(
            address: address, vendorID: identity.vendorID, deviceID: identity.deviceID,
            subsystemVendorID: files.subsystemVendorID, subsystemID: files.subsystemID,
            pciClass: identity.pciClass, revision: files.revision, driver: driver,
            driverVersion: driver.flatMap { modules.version(ofDriver: $0) }, numaNode: files.numaNode,
            iommuGroup: groups.group(of: address), link: link, powerState: files.powerState,
            resetMethods: files.resetMethods, isBootVGA: files.isBootVGA, sriov: role,
            upstream: topology.upstream, pcieRoot: topology.pcieRoot,
            deviceSerialNumber: files.deviceSerialNumber)
    }

    /// The share of memory that a virtual function was given.
    mutating func memory(ofVirtualFunction index: Int?, of parent: PCIAddress) -> DeviceMemory? {
        index.flatMap { facts(of: parent)?.memory[$0] }
    }

    /// The role in SR-IOV, and the link. A virtual function uses its physical one's: the kernel gives it the same limits,
    /// and calls its current speed unknown.
    private mutating func relations(
        _ files: borrowing FunctionFiles, _ topology: TopologyPath
    ) -> (SRIOVRole, PCIeLink) {
        guard let parent = files.physicalFunction else {
            guard let sriov = files.sriov else { return (.none, links.link(of: files, at: topology)) }
            let facts = PhysicalFunctionFacts(files, sriov, at: topology, links: links, in: host)
            physicalFunctions[files.address] = .some(facts)
            return (.physical(sriov), facts.link)
        }
        guard let facts = facts(of: parent) else {
            return (.virtual(of: parent, index: nil), links.link(of: files, at: topology))
        }
        var link = facts.link
        link.currentSpeed = nil
        link.currentWidth = nil
        return (.virtual(of: parent, index: facts.indices[files.address]), link)
    }

    private mutating func facts(of address: PCIAddress) -> PhysicalFunctionFacts? {
        if let known = physicalFunctions[address] { return known }
        let facts = PhysicalFunctionFacts.read(address, links: links, in: host)
        physicalFunctions[address] = .some(facts)
        return facts
    }
}
