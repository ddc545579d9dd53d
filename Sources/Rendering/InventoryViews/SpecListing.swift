package import CDI
package import Documents
package import Hardware

/// What container runtimes can inject: each spec file with its devices, as people and as programs want it.
package struct SpecListing {
    private let files: [SpecFile]
    private let index: SpecIndex
    private let products: [PCIAddress: String]

    /// Takes the files of each directory, that of lowest priority first, and the machine that they are of.
    package init(_ directories: [[SpecFile]], inventory: Inventory?) {
        files = directories.joined().filter { $0.reading.spec?.devices.isEmpty == false }
        index = SpecIndex(directories: directories)
        products = Dictionary(
            (inventory?.accelerators ?? []).map { ($0.address, $0.function.productLabel) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Each file with a table of its devices. Names that stand in one row are of one device.
    package func screen(_ style: ScreenStyle) -> String {
        files.map { file in
            guard let spec = file.reading.spec else { return "" }
            let rows = Self.rows(of: spec)
            let title = "\(file.path): \(spec.kind)=NAME, with any name of a row."
            var table = TextTable(
                [
                    TextTable.Column(title: "#"), TextTable.Column(title: "ADDRESS"), TextTable.Column(title: "NAME"),
                    TextTable.Column(title: "PRODUCT", least: 10), TextTable.Column(title: "NODES", least: 12),
                ], style: style)
            for row in rows { table.add(row.cells(products).map { TextTable.Cell($0) }) }
            return Paragraph(title, style: style).lines + "\n" + table.text
        }.joined(separator: "\n")
    }

    /// Qualified names that resolve, one a line.
    package var names: String { index.devices.map { "\($0.name)\n" }.joined() }

    package var document: JSONValue {
        .object(known: [
            "devices": .array(
                index.devices.map { device in
                    .object(known: [
                        "name": .string(device.name.description), "file": .string(device.file),
                        "shadowed": device.shadowed.isEmpty ? nil : .array(device.shadowed.map { .string($0) }),
                    ])
                }),
            "conflicts": .array(
                index.conflicts.map { conflict in
                    [
                        "name": .string(conflict.name.description),
                        "files": .array(conflict.files.map { .string($0) }),
                    ]
                }),
            "refused": .array(index.refused.map { .string($0.path) }),
        ])
    }

    /// Sentences about names that do not lead where one may think, and about files that give none.
    package var remarks: [String] {
        let shadowed = Self.grouped(index.devices.filter { !$0.shadowed.isEmpty }) { [$0.file] + $0.shadowed }
        let conflicts = Self.grouped(index.conflicts, by: \.files)
        return shadowed.map { device, others in
            "\(Self.names(device.name, others)): \(device.file) wins over \(device.shadowed.joined(separator: ", "))."
        }
            + conflicts.map { conflict, others in
                "\(Self.names(conflict.name, others)) cannot be resolved: \(conflict.files.joined(separator: " and ")) "
                    + "both define \(others == 0 ? "it" : "them")."
            }
            + index.refused.map { "\($0.path) gives no names; `apus cdi validate \($0.path)` says why." }
    }

    /// The first of those that concern the same files, and how many more there are.
    private static func grouped<Element>(
        _ elements: [Element], by files: (Element) -> [String]
    ) -> [(first: Element, others: Int)] {
        var groups: [(first: Element, others: Int)] = []
        var places: [[String]: Int] = [:]
        for element in elements {
            if let place = places[files(element)] {
                groups[place].others += 1
            } else {
                places[files(element)] = groups.count
                groups.append((element, 0))
            }
        }
        return groups
    }

    private static func names(_ name: some CustomStringConvertible, _ others: Int) -> String {
        others == 0 ? "\(name)" : "\(name) and \(others) more \(others == 1 ? "name" : "names")"
    }

    package var isEmpty: Bool { files.isEmpty }

    /// The names of one device: neighbours in the file whose edits are the same.
    private struct Row {
        var names: [String]
        let edits: ContainerEdits

        /// `0`, or `0:1` of a MIG instance.
        private static func isPlace(_ name: String) -> Bool {
            name.utf8.first?.isDecimalDigit == true && PCIAddress(name) == nil
                && name.utf8.allSatisfy { $0.isDecimalDigit || $0 == UInt8(ascii: ":") }
        }

        func cells(_ products: [PCIAddress: String]) -> [String?] {
            let address = names.lazy.compactMap { PCIAddress($0) }.first
            let short = names.filter { name in name == "all" || Self.isPlace(name) }
            let others = names.filter { !short.contains($0) && PCIAddress($0) == nil }
            let nodes = edits.deviceNodes.map(\.path)
            return [
                short.isEmpty ? nil : short.joined(separator: " "), address?.description,
                others.isEmpty ? nil : others.joined(separator: " "), address.flatMap { products[$0] },
                nodes.isEmpty ? nil : NodeList(nodes).description,
            ]
        }
    }

    private static func rows(of spec: CDISpec) -> [Row] {
        spec.devices.reduce(into: []) { rows, device in
            if let last = rows.indices.last, rows[last].edits == device.edits, device.name != "all" {
                rows[last].names.append(device.name)
            } else {
                rows.append(Row(names: [device.name], edits: device.edits))
            }
        }
    }
}
