internal import Hardware
internal import Sysfs

/// What virtual functions need to know of their physical one; read once for all of them.
struct PhysicalFunctionFacts: Sendable {
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
