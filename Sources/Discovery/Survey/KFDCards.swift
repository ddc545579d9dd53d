internal import Hardware
internal import Sysfs

/// Joins AMD cards with KFD: the node that compute needs, the partitions of the card, their memory.
struct KFDCards: Sendable {
    private let topology: KFDTopology
    private let partitions: PartitionNodes
    private let node: DeviceNode?

    init(_ host: HostRoot) {
        topology = KFDTopology(host)
        partitions = topology.isEmpty ? PartitionNodes() : PartitionNodes(host)
        node = ClassDevice(at: "/sys/class/kfd/kfd", in: host, nodeName: "kfd").flatMap { $0.node(.kfd, in: host) }
    }

    func join(_ device: inout FoundDevice) {
        guard let minor = device.nodes.first(where: { $0.kind == .render })?.minor else { return }
        let nodes = topology.nodes(ofCardAt: device.address, renderMinor: minor)
        guard !nodes.isEmpty else { return }
        if let node { device.nodes.append(node) }
        device.nodes += nodes.dropFirst().flatMap { partitions.nodes(renderMinor: $0.renderMinor) }
        if device.memory == nil {
            let banks = nodes.compactMap(\.memoryBytes)
            guard banks.count == nodes.count else { return }
            device.memory = DeviceMemory(parts: banks, source: .kfdMemoryBanks)
        }
    }
}
