package import Hardware

extension Inventory {
    /// A line for each accelerator.
    ///
    /// A wide one has place, link, nodes, and why something is not offered, too; a complete one also the accelerators
    /// that are used otherwise or only display, and what was left out.
    package func table(isWide: Bool = false, isComplete: Bool = false) -> String {
        let shown = isComplete ? accelerators : accelerators.filter(\.isOfInterest)
        var columns = Self.columns
        if isWide { columns += Self.wideColumns }
        if isWide || isComplete { columns.append(Self.reason) }
        var table = TextTable(columns.map(\.title))
        for accelerator in shown { table.add(columns.map { $0.cell(accelerator) }) }
        guard isComplete, !omissions.isEmpty else { return table.text }
        var left = TextTable(["LEFT OUT", "ADDRESS", "WHY"])
        for omission in omissions { left.add([omission.what, omission.address?.description, omission.why]) }
        return table.text + "\n" + left.text
    }

    private struct Column {
        let title: String
        let cell: (Accelerator) -> String?
    }

    private static var columns: [Column] {
        [
            Column(title: "NAME") { $0.name.description },
            Column(title: "PRODUCT") { $0.function.productLabel },
            Column(title: "DRIVER") { $0.function.driver },
            Column(title: "USE") { $0.attachment?.rawValue },
            Column(title: "SR-IOV") { $0.function.sriov.summary },
            Column(title: "MEMORY") { $0.memory.map { ByteCount($0.bytes).description } },
            Column(title: "STATE") { $0.readiness.state },
            Column(title: "OFFERED") { $0.isOffered ? "yes" : "no" },
        ]
    }

    private static var wideColumns: [Column] {
        [
            Column(title: "NUMA") { $0.function.numaNode.map(String.init) },
            Column(title: "ROOT") { $0.function.pcieRoot },
            Column(title: "GROUP") { ($0.function.iommuGroup?.number).map(String.init) },
            Column(title: "LINK") { $0.function.link.summary },
            Column(title: "NODES") { $0.nodes.isEmpty ? nil : $0.nodes.map(\.path).joined(separator: ",") },
        ]
    }

    private static var reason: Column { Column(title: "NOT OFFERED BECAUSE") { $0.offer.reason } }
}

extension Accelerator {
    /// What is offered, and what is not but might be soon: all but functions that are in order, yet of no use.
    package var isOfInterest: Bool {
        isOffered || readiness != .ready && !ManagementDisplay.contains(function)
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
