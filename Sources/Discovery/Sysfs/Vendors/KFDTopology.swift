private import Files
package import Hardware

/// KFD's view of a host's AMD GPUs, which says what sysfs does not: which partitions belong to which card.
package struct KFDTopology: Sendable {
    private let host: HostRoot
    private let path: String
    /// Moves with each change.
    private var generation: String?
    private var nodes: [KFDNode] = []

    /// How often the topology is read again when it changed meanwhile (`generation_id` moved).
    private static let attempts = 4

    package init(_ host: HostRoot, at path: String = "/sys/class/kfd/kfd/topology") {
        self.host = host
        self.path = path
        for _ in 0..<Self.attempts {
            generation = currentGeneration
            nodes = Self.nodes(host, at: "\(path)/nodes")
            if generation == currentGeneration { break }
        }
    }

    private var currentGeneration: String? { host.text("\(path)/generation_id") }

    private static func nodes(_ host: HostRoot, at path: String) -> [KFDNode] {
        guard let directory = host.directory(path) else { return [] }
        return directory.names().compactMap { Int(decimalDigits: $0) }.sorted().compactMap { number in
            directory.text("\(number)/properties").flatMap { KFDNode(number, properties: $0) }
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

    /// The sum of a node's banks with heap type 1 or 2 (local memory), in bytes; absent where they cannot be read, as for
    /// nodes outside a container's device cgroup, and where the node's number may be another's by now.
    package func memory(of node: KFDNode) -> UInt64? {
        guard let banks = host.directory("\(path)/nodes/\(node.number)/mem_banks") else { return nil }
        let memory = Self.localMemory(in: banks)
        return generation == currentGeneration ? memory : nil
    }

    private static func localMemory(in banks: borrowing HostDirectory) -> UInt64? {
        var total: UInt64 = 0
        for bank in banks.names() where Int(decimalDigits: bank) != nil {
            guard let properties = banks.text("\(bank)/properties").map({ AttributeLines($0, separator: " ") }),
                let heap = properties.number("heap_type"), let size = properties.number("size_in_bytes")
            else { return nil }
            guard heap == 1 || heap == 2 else { continue }
            let (sum, overflow) = total.addingReportingOverflow(size)
            guard !overflow else { return nil }
            total = sum
        }
        return total > 0 ? total : nil
    }
}

/// One GPU node of KFD's topology (`/sys/class/kfd/kfd/topology/nodes/N`): a GPU, or a partition of one.
package struct KFDNode: Hashable, Sendable {
    fileprivate let number: Int
    package let domain: UInt32
    /// The routing id; where the card is partitioned, its low three bits are the partition's index, not a function.
    package let location: UInt16
    /// 0 where the driver gives none.
    package let uniqueID: UInt64
    package let renderMinor: UInt32

    /// Nil for CPU nodes.
    fileprivate init?(_ number: Int, properties: String) {
        let properties = AttributeLines(properties, separator: " ")
        guard (properties.number("simd_count") ?? 0) > 0,
            let minor = properties.number("drm_render_minor").flatMap(UInt32.init(exactly:)),
            minor > 0, let location = properties.number("location_id").flatMap(UInt16.init(exactly:)),
            let domain = UInt32(exactly: properties.number("domain") ?? 0)
        else { return nil }
        self.number = number
        self.domain = domain
        self.location = location
        uniqueID = properties.number("unique_id") ?? 0
        renderMinor = minor
    }
}

/// DRM nodes of partitions of AMD cards. They hang off platform devices `amdgpu_xcp_N` that carry no link to their card
/// and exist in numbers even when unused; only KFD's render minors tell which are whose.
package struct PartitionNodes: Sendable {
    private var byRenderMinor: [UInt32: [DeviceNode]] = [:]

    /// No partitions.
    package init() {}

    package init(_ host: HostRoot) {
        let platform = "/sys/devices/platform"
        for name in (host.directory(platform)?.names() ?? []) where name.hasPrefix("amdgpu_xcp") {
            let path = "\(platform)/\(name)/drm"
            let devices = (host.directory(path)?.names() ?? []).sorted().compactMap { drm in
                ClassDevice(at: "\(path)/\(drm)", in: host, nodeName: "dri/\(drm)").flatMap { device in
                    device.node(drm.hasPrefix("render") ? .render : .card, in: host)
                }
            }
            guard let minor = devices.first(where: { $0.kind == .render })?.minor else { continue }
            byRenderMinor[minor] = devices
        }
    }

    package func nodes(renderMinor: UInt32) -> [DeviceNode] { byRenderMinor[renderMinor] ?? [] }
}
