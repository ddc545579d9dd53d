internal import CDI
internal import Hardware

extension Inventory {
    /// A row for each; `#` is the index by which CDI knows a device that is offered.
    func table(of shown: [Accelerator], isWide: Bool, _ style: ScreenStyle) -> String {
        let unit = MemoryUnit(fitting: shown.compactMap(\.memory?.bytes))
        let columns = columns(unit).filter { isWide || !$0.isOnlyWide }
        var table = TextTable(columns.map(\.column), style: style)
        for accelerator in shown { table.add(columns.map { $0.cell(accelerator) }) }
        return table.text
    }

    private struct Column {
        let column: TextTable.Column
        let isOnlyWide: Bool
        let cell: (Accelerator) -> TextTable.Cell

        init(
            _ title: String, isNumber: Bool = false, least: Int? = nil, isOnlyWide: Bool = false,
            colour: @escaping (Accelerator) -> ScreenStyle.Colour? = { _ in nil },
            text: @escaping (Accelerator) -> String?
        ) {
            column = TextTable.Column(title: title, isNumber: isNumber, least: least)
            self.isOnlyWide = isOnlyWide
            cell = { TextTable.Cell(text($0), colour($0)) }
        }
    }

    private func columns(_ unit: MemoryUnit) -> [Column] {
        let places = CDINames(self).places
        return [
            Column("#", isNumber: true) { places[$0.name] },
            Column("ADDRESS") { $0.partition?.rowLabel ?? $0.address.description },
            Column("PRODUCT", least: 12) { $0.function.productLabel },
            Column("DRIVER") { $0.function.driver },
            Column("NUMA", isNumber: true) { $0.function.numaNode.map(String.init) },
            Column("MEMORY", isNumber: true) { $0.memory.map { unit.text($0.bytes) } },
            Column("STATE", least: 24, colour: { state(of: $0).colour }) { stateLabel(of: $0) },
            Column("SR-IOV", isOnlyWide: true) { $0.function.sriov.summary },
            Column("ROOT", isOnlyWide: true) { $0.function.pcieRoot },
            Column("GROUP", isNumber: true, isOnlyWide: true) { ($0.function.iommuGroup?.number).map(String.init) },
            Column("LINK", isOnlyWide: true) { $0.function.link.summary },
            Column("NODES", least: 16, isOnlyWide: true) {
                $0.nodes.isEmpty ? nil : NodeList($0.nodes.map(\.path)).description
            },
        ]
    }
}

extension Partition {
    /// Below its card: `cpx 3`, `mig gi1 ci0`.
    var rowLabel: String {
        switch division {
        case .compute(let mode): "  \(mode.lowercased()) \(index)"
        case .mig(let gpuInstance, let computeInstance, _): "  mig gi\(gpuInstance) ci\(computeInstance)"
        }
    }
}

/// Nodes on one short line, each directory once: `dri/{card0,renderD128} kfd`.
struct NodeList: CustomStringConvertible {
    let description: String

    /// Takes paths, such as `/dev/dri/card0`.
    init(_ nodes: [String]) {
        var directories: [(name: Substring, files: [Substring])] = []
        for node in nodes {
            let path = node.hasPrefix("/dev/") ? node.dropFirst(5) : node[...]
            let slash = path.lastIndex(of: "/")
            let directory = slash.map { path[..<$0] } ?? ""
            let file = slash.map { path[$0...].dropFirst() } ?? path
            if let index = directories.firstIndex(where: { $0.name == directory }) {
                directories[index].files.append(file)
            } else {
                directories.append((directory, [file]))
            }
        }
        description = directories.map { name, files in
            if name.isEmpty { return files.joined(separator: " ") }
            return files.count == 1 ? "\(name)/\(files[0])" : "\(name)/{\(files.joined(separator: ","))}"
        }.joined(separator: " ")
    }
}

extension PCIFunction {
    /// The product's name, or as much as is known of it.
    var productLabel: String { name.product ?? "\(name.vendor ?? vendorID.description) \(deviceID)" }
}

extension SRIOVRole {
    var summary: String? {
        switch self {
        case .none: nil
        case .physical(let function): "PF, \(function.liveVFs) of \(function.totalVFs) VFs"
        case .virtual(let parent, let index): index.map { "VF \($0) of \(parent)" } ?? "VF of \(parent)"
        }
    }
}

extension PCIeLink {
    var summary: String? {
        let speed = currentSpeed.map(\.description)
        let width = currentWidth.map { "x\($0)" }
        let parts = [speed, width].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }
}
