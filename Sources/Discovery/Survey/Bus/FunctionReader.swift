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

    /// Without its IOMMU group, which takes a look at all functions, and its serial number, which may be its board's.
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
            upstream: topology.upstream, pcieRoot: topology.pcieRoot)
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

/// What virtual functions need to know of their physical one; read once for all of them.
private struct PhysicalFunctionFacts: Sendable {
    let indices: [PCIAddress: Int]
    /// By index of the virtual function.
    let memory: [Int: DeviceMemory]
    let link: PCIeLink

    init(
        _ files: borrowing FunctionFiles, _ sriov: PhysicalFunction, at topology: TopologyPath, links: CardLinks,
        in host: HostRoot
    ) {
        let cards = files.nativeDevices(at: topology.directory, in: host).cards
            .filter { host.exists("\($0)/prelim_iov") }
        var memory: [Int: DeviceMemory] = [:]
        for function in sriov.virtualFunctions {
            memory[function.index] = files.memory(ofVirtualFunction: function.index, cards: cards, in: host)
        }
        self.memory = memory
        indices = Dictionary(
            sriov.virtualFunctions.map { ($0.address, $0.index) }, uniquingKeysWith: { first, _ in first })
        link = links.link(of: files, at: topology)
    }

    /// Nil where the physical function is not there, or is none.
    static func read(_ address: PCIAddress, links: CardLinks, in host: HostRoot) -> PhysicalFunctionFacts? {
        guard let files = FunctionFiles.open(address, in: host), let sriov = files.sriov else { return nil }
        let topology = TopologyPath(of: address, link: host.link("/sys/bus/pci/devices/\(address)"))
        return PhysicalFunctionFacts(files, sriov, at: topology, links: links, in: host)
    }
}

/// Finds the link that joins a function's card to the machine.
private struct CardLinks: Sendable {
    private let host: HostRoot
    /// Many functions stand below the same ports.
    private let vendors = OncePerKey<PCIAddress, PCIID?>()

    init(host: HostRoot) { self.host = host }

    /// Discrete GPUs of some vendors sit behind a switch on their own card, and their own link only reaches that: a
    /// fixed 2.5 GT/s x1 at Intel's. The card's link is the one of the switch's upstream port, the second bridge above
    /// the function, below the root port.
    func link(of files: borrowing FunctionFiles, at topology: TopologyPath) -> PCIeLink {
        let bridges = topology.upstream.suffix(2)
        guard topology.upstream.count > 2, let port = bridges.first,
            let vendor = files.vendorID, bridges.allSatisfy({ self.vendor(of: $0) == vendor }),
            var link = FunctionFiles.open(port, in: host)?.link, !link.isUnknown
        else { return files.link }
        link.port = port
        return link
    }

    private func vendor(of bridge: PCIAddress) -> PCIID? {
        vendors.value(of: bridge) { FunctionFiles.open(bridge, in: host)?.vendorID }
    }
}

/// Versions of drivers' modules, read once each.
private struct DriverModules: Sendable {
    private let host: HostRoot
    private var versions: [String: String?] = [:]

    init(_ host: HostRoot) {
        self.host = host
    }

    /// What `MODULE_VERSION` says, of the module that a PCI driver belongs to; absent where a module has none, as most
    /// in the kernel's own tree.
    mutating func version(ofDriver driver: String) -> String? {
        if let known = versions[driver] { return known }
        let link = host.link("/sys/bus/pci/drivers/\(driver)/module")
        let module =
            link?.lastPathComponent ?? String(driver.map { $0 == "-" ? "_" : $0 })
        let version = host.text("/sys/module/\(module)/version")
        versions[driver] = .some(version)
        return version
    }
}
