package import Documents
package import Hardware
private import PrintableText

/// How far each card is from each other one, in the words that people know from other tools.
package struct TopologyMatrix {
    private let cards: [Accelerator]
    private let labels: [String]

    package enum Distance: String, CaseIterable, Sendable {
        /// One bridge or switch joins them.
        case oneSwitch = "PIX"
        /// Several bridges, and not the host's.
        case switches = "PXB"
        /// The same host bridge.
        case hostBridge = "PHB"
        /// Host bridges of the same NUMA node.
        case node = "NODE"
        /// The link between NUMA nodes.
        case system = "SYS"

        var meaning: String {
            switch self {
            case .oneSwitch: "one PCIe switch or bridge joins them"
            case .switches: "several switches or bridges, but no host bridge"
            case .hostBridge: "the same host bridge"
            case .node: "host bridges of the same NUMA node"
            case .system: "the link between NUMA nodes"
            }
        }
    }

    /// Whole cards without management displays; virtual functions and partitions are where their cards are.
    package init(_ inventory: Inventory) {
        cards = inventory.accelerators.filter { card in
            card.partition == nil && !card.function.sriov.isVirtual && inventory.state(of: card) != .management
        }
        labels = cards.indices.map { "D\($0)" }
    }

    package var isEmpty: Bool { cards.isEmpty }

    /// Nil where it is unknown on which NUMA node one of them is.
    package static func distance(_ left: PCIFunction, _ right: PCIFunction) -> Distance? {
        let common = zip(left.upstream, right.upstream).prefix { $0 == $1 }.count
        if common > 0 {
            // Two downstream ports of a switch are bridges of their own.
            let isOne = left.upstream.count - common <= 1 && right.upstream.count - common <= 1
            return isOne ? .oneSwitch : .switches
        }
        let roots = (
            left.pcieRoot ?? "domain \(left.address.domain)", right.pcieRoot ?? "domain \(right.address.domain)"
        )
        if roots.0 == roots.1 {
            let isSameSlot =
                left.upstream.isEmpty && right.upstream.isEmpty && left.address.bus == right.address.bus
                && left.address.device == right.address.device
            return isSameSlot ? .oneSwitch : .hostBridge
        }
        switch (left.numaNode, right.numaNode) {
        case (let left?, let right?): return left == right ? .node : .system
        // Firmware that says of neither is not taken to mean that there is one node.
        default: return nil
        }
    }

    package func screen(_ style: ScreenStyle) -> String {
        var table = TextTable(
            [TextTable.Column(title: "")] + labels.map { TextTable.Column(title: $0) }
                + [
                    TextTable.Column(title: "NUMA", isNumber: true), TextTable.Column(title: "ADDRESS"),
                    TextTable.Column(title: "PRODUCT", least: 10),
                ],
            style: style)
        for (row, card) in cards.enumerated() {
            let cells = cards.indices.map { column in
                TextTable.Cell(
                    row == column ? "X" : Self.distance(card.function, cards[column].function)?.rawValue ?? "?")
            }
            table.add(
                [TextTable.Cell(labels[row])] + cells
                    + [
                        TextTable.Cell(card.function.numaNode.map(String.init)),
                        TextTable.Cell(card.address.description),
                        TextTable.Cell(card.function.productLabel),
                    ])
        }
        let legend = Distance.allCases.map { distance in
            let gap = String(repeating: " ", count: 6 - distance.rawValue.count)
            return "\(distance.rawValue)\(gap)\(distance.meaning)\n"
        }
        return table.text + "\n" + legend.joined() + "?     the host does not say on which NUMA node they are\n"
    }

    package var document: JSONValue {
        let pairs = cards.indices.flatMap { row in
            cards.indices.filter { $0 > row }.map { column in
                let distance = Self.distance(cards[row].function, cards[column].function)
                return JSONValue.object(known: [
                    "from": .string(cards[row].name.description), "to": .string(cards[column].name.description),
                    "distance": distance.map { .string($0.rawValue) },
                ])
            }
        }
        return [
            "apiVersion": "apus.dev/v1", "kind": "Topology",
            "devices": .array(cards.map { .string($0.name.description) }), "pairs": .array(pairs),
        ]
    }
}
