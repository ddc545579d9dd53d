private import Files
package import Hardware

/// KFD's view of a host's AMD GPUs, which says what sysfs does not: which partitions belong to which card.
package struct KFDTopology: Hashable, Sendable {
    private let nodes: [KFDNode]

    /// How often the topology is read again when it changed meanwhile (`generation_id` moved).
    private static let attempts = 4

    package init(_ host: HostRoot, at path: String = "/sys/class/kfd/kfd/topology") {
        var nodes: [KFDNode] = []
        for _ in 0..<Self.attempts {
            let generation = host.text("\(path)/generation_id")
            nodes = Self.read(host, at: "\(path)/nodes")
            if generation == host.text("\(path)/generation_id") { break }
        }
        self.nodes = nodes
    }

    private static func read(_ host: HostRoot, at path: String) -> [KFDNode] {
        let names = (host.directory(path)?.names() ?? []).compactMap { Int(decimalDigits: $0) }.sorted()
        return names.compactMap { name in
            guard let directory = host.directory("\(path)/\(name)") else { return nil }
            let banks = host.directory("\(path)/\(name)/mem_banks")?.names() ?? []
            return KFDNode(directory, banks: banks.filter { Int(decimalDigits: $0) != nil }.sorted())
        }
    }

    package var isEmpty: Bool { nodes.isEmpty }

    /// The nodes of one card, its own first: the one with the card's render minor, and all partitions with the same
    /// unique id at the same place.
    package func nodes(ofCardAt address: PCIAddress, renderMinor: UInt32) -> [KFDNode] {
        guard let own = nodes.first(where: { $0.renderMinor == renderMinor && $0.domain == address.domain }),
            own.location & ~7 == address.routingID & ~7
        else { return [] }
        guard own.uniqueID != 0 else { return [own] }
        let partitions = nodes.filter { node in
            node != own && node.uniqueID == own.uniqueID && node.domain == own.domain
                && node.location & ~7 == own.location & ~7
        }
        return [own] + partitions.sorted { ($0.location, $0.renderMinor) < ($1.location, $1.renderMinor) }
    }
}
