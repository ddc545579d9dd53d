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

    /// A card belongs to KFD if its topology says so, whatever its driver is called.
    ///
    /// - Returns: The card's partitions, where it has several; the card itself is not offered then.
    func join(_ device: inout FoundDevice, _ files: borrowing FunctionFiles) -> [FoundDevice] {
        guard let minor = device.nodes.first(where: { $0.kind == .render })?.minor else { return [] }
        let nodes = topology.nodes(ofCardAt: device.address, renderMinor: minor)
        let mode = files.computePartition
        guard nodes.count > 1 else {
            if let mode, mode != "SPX", device.readiness == .ready {
                device.becomes(.pending("its partitions (\(mode)) are not in KFD's topology yet"))
            }
            guard !nodes.isEmpty else { return [] }
            give(&device, nodes)
            return []
        }
        let wholeCard = device
        give(&device, nodes)
        let profile = mode ?? "XCP"
        if device.readiness == .ready {
            device.becomesUseless(
                .divided,
                because: "divided into \(nodes.count) partitions (\(profile)), which are devices of their own")
        }
        return nodes.indices.map { index in
            partition(index, nodes: nodes, of: wholeCard, profile: profile, total: device.memory)
        }
    }

    private func give(_ device: inout FoundDevice, _ nodes: [KFDNode]) {
        if let node { device.nodes.append(node) }
        guard device.memory == nil else { return }
        let banks = nodes.compactMap { topology.memory(of: $0) }
        guard banks.count == nodes.count else { return }
        device.memory = DeviceMemory(parts: banks, source: .kfdMemoryBanks)
    }

    private func partition(
        _ index: Int, nodes: [KFDNode], of card: FoundDevice, profile: String, total: DeviceMemory?
    ) -> FoundDevice {
        var device = card
        device.partition = Partition(
            parent: DeviceName(address: card.address, deviceID: card.function.deviceID),
            division: .compute(mode: profile), index: index)
        // The unique id is the card's.
        device.uuid = nil
        device.memory = memory(of: nodes[index], total: total, count: nodes.count)
        if index > 0 { device.nodes = partitions.nodes(renderMinor: nodes[index].renderMinor) }
        let isThere = device.nodes.contains { $0.kind == .render }
        if let node { device.nodes.append(node) }
        if card.readiness == .ready, !isThere {
            device.becomes(.pending("/dev/dri/renderD\(nodes[index].renderMinor) of this partition is not there yet"))
        }
        return device
    }

    /// KFD states a partition's share. Where its banks cannot be read, the share is the same part of the card's memory as
    /// the driver takes: whatever the memory mode, all partitions have equally much.
    private func memory(of node: KFDNode, total: DeviceMemory?, count: Int) -> DeviceMemory? {
        if let bytes = topology.memory(of: node) { return DeviceMemory(bytes: bytes, source: .kfdMemoryBanks) }
        return total.map { DeviceMemory(bytes: $0.bytes / UInt64(count), source: .partitionShare) }
    }
}
