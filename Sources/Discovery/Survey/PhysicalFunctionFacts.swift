internal import Hardware
internal import Sysfs

/// What virtual functions need to know of their physical one; read once for all of them.
struct PhysicalFunctionFacts: Sendable {
    let sriov: PhysicalFunction
    /// By index of the virtual function.
    let memory: [Int: DeviceMemory]

    /// Nil where the physical function is not there, or is none.
    init?(_ address: PCIAddress, in host: HostRoot) {
        guard let files = FunctionFiles.open(address, in: host), let sriov = files.sriov else { return nil }
        let cards = files.nativeDevices(at: "/sys/bus/pci/devices/\(address)", in: host).cards
            .filter { host.exists("\($0)/prelim_iov") }
        var memory: [Int: DeviceMemory] = [:]
        for function in sriov.virtualFunctions {
            memory[function.index] = files.memory(ofVirtualFunction: function.index, cards: cards, in: host)
        }
        self.sriov = sriov
        self.memory = memory
    }
}
