package import Hardware

extension Inventory {
    /// Where the accelerators stand: NUMA node, PCIe root, bridges, physical function, virtual functions.
    package func tree(_ style: ScreenStyle) -> String {
        guard !accelerators.isEmpty else { return emptyScreen(style) }
        let physical = Dictionary(
            accelerators.filter { $0.partition == nil }.map { ($0.address, $0) },
            uniquingKeysWith: { first, _ in first })
        var tree = TextTree(style)
        for accelerator in accelerators.sorted(by: Self.standsBefore) {
            var path = accelerator.place
            if let parent = accelerator.function.sriov.parent {
                path.append(physical[parent]?.label ?? "\(parent) (physical function)")
            } else if let partition = accelerator.partition {
                path.append(physical[accelerator.address]?.label ?? "\(partition.parent) (card)")
            }
            tree.grow(path + [accelerator.label])
        }
        return tree.text
    }

    /// By NUMA node, those without one last, then by address.
    private static func standsBefore(_ left: Accelerator, _ right: Accelerator) -> Bool {
        let nodes = (left.function.numaNode ?? .max, right.function.numaNode ?? .max)
        return nodes.0 == nodes.1 ? left.position < right.position : nodes.0 < nodes.1
    }
}

extension Accelerator {
    fileprivate var place: [String] {
        let node = function.numaNode.map { "NUMA node \($0)" } ?? "no NUMA node"
        let root = function.pcieRoot ?? "PCI domain \(hexadecimal(address.domain, digits: 4))"
        return [node, root] + function.upstream.map { "\($0) (bridge)" }
    }

    fileprivate var label: String {
        let facts = [
            name.description, function.productLabel, function.driver, function.sriov.isVirtual ? vfLabel : pfLabel,
            readiness.state,
        ]
        let label = facts.compactMap(\.self).joined(separator: "  ")
        return offer.reason.map { "\(label), not offered: \($0)" } ?? label
    }

    private var vfLabel: String? {
        guard case .virtual(_, let index?) = function.sriov else { return nil }
        return "VF \(index)"
    }

    private var pfLabel: String? { function.sriov.summary }
}
