internal import Hardware
internal import LibPCI
internal import Sysfs

/// Joins what libpci and sysfs say of one function.
struct FunctionReader: Sendable {
    let host: HostRoot
    let functions: FunctionTable
    let groups: IOMMUGroups
    private var modules: DriverModules
    private var physicalFunctions: [PCIAddress: PhysicalFunctionFacts?] = [:]

    init(host: HostRoot, functions: FunctionTable, groups: IOMMUGroups) {
        self.host = host
        self.functions = functions
        self.groups = groups
        modules = DriverModules(host)
    }

    mutating func function(
        _ files: borrowing FunctionFiles, at topology: TopologyPath
    ) throws(UnreadableFunction) -> PCIFunction {
        let address = files.address
        guard let identity = functions.identity(of: address) else { throw .vanished }
        try confirm(identity, files)
        guard let pciClass = files.pciClass else { throw .malformed(file: "class") }
        let driver = files.driver
        return PCIFunction(
            address: address, vendorID: identity.vendorID, deviceID: identity.deviceID,
            subsystemVendorID: files.subsystemVendorID, subsystemID: files.subsystemID,
            pciClass: pciClass, revision: files.revision, driver: driver,
            driverVersion: driver.flatMap { modules.version(ofDriver: $0) }, numaNode: files.numaNode,
            iommuGroup: groups.group(of: address), link: link(files, topology, identity), powerState: files.powerState,
            resetMethods: files.resetMethods, isBootVGA: files.isBootVGA, sriov: role(files),
            upstream: topology.upstream, pcieRoot: topology.pcieRoot, name: functions.name(of: address))
    }

    /// The share of memory that a virtual function was given.
    mutating func memory(ofVirtualFunction index: Int?, of parent: PCIAddress) -> DeviceMemory? {
        index.flatMap { facts(of: parent)?.memory[$0] }
    }

    /// libpci takes what a file begins with for the whole: a file that holds anything else besides is not believed.
    private func confirm(_ identity: PCIIdentity, _ files: borrowing FunctionFiles) throws(UnreadableFunction) {
        guard files.names.contains("vendor") else { throw .vanished }
        guard files.vendorID == identity.vendorID, identity.vendorID != PCIID(0), identity.vendorID != PCIID(0xffff)
        else { throw .malformed(file: "vendor") }
        guard files.deviceID == identity.deviceID else { throw .malformed(file: "device") }
    }

    private mutating func role(_ files: borrowing FunctionFiles) -> SRIOVRole {
        if let parent = files.physicalFunction {
            let links = facts(of: parent)?.sriov.virtualFunctions ?? []
            return .virtual(of: parent, index: links.first { $0.address == files.address }?.index)
        }
        return files.sriov.map { .physical($0) } ?? .none
    }

    private mutating func facts(of address: PCIAddress) -> PhysicalFunctionFacts? {
        if let known = physicalFunctions[address] { return known }
        let facts = PhysicalFunctionFacts(address, in: host)
        physicalFunctions[address] = .some(facts)
        return facts
    }

    /// Discrete GPUs of some vendors sit behind a switch on their own card, and their own link only reaches that: a
    /// fixed 2.5 GT/s x1 at Intel's. The card's link is the one of the switch's upstream port, the second bridge above
    /// the function, below the root port.
    private func link(
        _ files: borrowing FunctionFiles, _ topology: TopologyPath, _ identity: PCIIdentity
    ) -> PCIeLink {
        let bridges = topology.upstream.suffix(2)
        guard topology.upstream.count > 2, let port = bridges.first, files.physicalFunction == nil,
            bridges.allSatisfy({ functions.identity(of: $0)?.vendorID == identity.vendorID }),
            var link = FunctionFiles.open(port, in: host)?.link, !link.isUnknown
        else { return files.link }
        link.port = port
        return link
    }
}
