internal import Hardware

/// Sockets, roots, bridges and functions as a tree, for the drawing.
struct TopologyTree {
    /// By NUMA node, those without one last.
    private(set) var sockets: [Branch] = []

    struct Branch {
        let label: String
        let kind: Kind
        /// `16.0 GT/s x16`, of the link above it.
        var link: String?
        var state: DeviceState?
        var detail: String?
        /// The virtual functions or partitions of a card.
        var shares: [Share] = []
        var branches: [Branch] = []

        enum Kind {
            case socket, root, bridge, card
        }

        /// Rows that it takes, where each card has one.
        var rows: Int { max(1, branches.reduce(0) { $0 + $1.rows }) }

        mutating func grow(_ path: ArraySlice<Branch>) {
            guard let first = path.first else { return }
            let index =
                branches.firstIndex { $0.label == first.label }
                ?? {
                    branches.append(first)
                    return branches.endIndex - 1
                }()
            branches[index].grow(path.dropFirst())
        }
    }

    struct Share {
        let label: String
        let state: DeviceState
    }

    init(_ inventory: Inventory) {
        var machine = Branch(label: "", kind: .socket)
        var shares: [PCIAddress: [Share]] = [:]
        for device in inventory.accelerators {
            let parent = device.partition != nil ? device.address : device.function.sriov.parent
            guard let parent else { continue }
            let label = "\(device.name), \(inventory.stateLabel(of: device))"
            shares[parent, default: []].append(Share(label: label, state: inventory.state(of: device)))
        }
        let cards = inventory.accelerators.filter { $0.partition == nil }
        let known = Set(cards.map(\.address))
        for card in cards.sorted(by: Self.standsBefore) {
            // A virtual function whose physical one is no device here stands for itself.
            if let parent = card.function.sriov.parent, known.contains(parent) { continue }
            var leaf = Branch(label: card.address.description, kind: .card)
            leaf.link = card.function.link.summary
            leaf.state = inventory.state(of: card)
            leaf.detail = "\(card.function.productLabel), \(inventory.stateLabel(of: card))"
            leaf.shares = shares[card.address] ?? []
            let node = card.function.numaNode.map { "NUMA node \($0)" } ?? "no NUMA node"
            let root = card.function.pcieRoot ?? "PCI domain \(hexadecimal(card.address.domain, digits: 4))"
            let bridges = card.function.upstream.map { Branch(label: $0.description, kind: .bridge) }
            let path = [Branch(label: node, kind: .socket), Branch(label: root, kind: .root)] + bridges + [leaf]
            machine.grow(path[...])
        }
        sockets = machine.branches
    }

    private static func standsBefore(_ left: Accelerator, _ right: Accelerator) -> Bool {
        let nodes = (left.function.numaNode ?? .max, right.function.numaNode ?? .max)
        return nodes.0 == nodes.1 ? left.position < right.position : nodes.0 < nodes.1
    }
}
