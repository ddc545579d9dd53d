package import Documents
package import Hardware
private import PrintableText

/// Where two inventories differ: devices that came and went, and each fact that is another now.
package struct InventoryDifference {
    private let host: [Fact]
    private let devices: [Device]
    private let omissions: [(isNew: Bool, omission: Omission)]

    private struct Fact {
        /// As the inventory's document has it: `link.currentWidth`.
        let name: String
        let old: String?
        let new: String?

        var line: String { "\(name): \(old ?? "nothing") -> \(new ?? "nothing")" }
    }

    private struct Device {
        let change: DeviceChange.Kind
        let accelerator: Accelerator
        /// Of a device that is there both times.
        let facts: [Fact]
    }

    package init(from old: Inventory, to new: Inventory) {
        host = Self.facts(from: old.hostDocument, to: new.hostDocument)
        let before = Dictionary(old.accelerators.map { ($0.name, $0) }) { first, _ in first }
        let after = Dictionary(new.accelerators.map { ($0.name, $0) }) { first, _ in first }
        let all = (old.accelerators.filter { after[$0.name] == nil } + new.accelerators)
            .sorted { $0.position < $1.position }
        devices = all.compactMap { accelerator in
            guard let earlier = before[accelerator.name] else {
                return Device(change: .appeared, accelerator: accelerator, facts: [])
            }
            guard let later = after[accelerator.name] else {
                return Device(change: .vanished, accelerator: accelerator, facts: [])
            }
            let facts = Self.facts(from: earlier.document(), to: later.document())
            return facts.isEmpty ? nil : Device(change: .changed, accelerator: later, facts: facts)
        }
        omissions =
            old.omissions.filter { !new.omissions.contains($0) }.map { (false, $0) }
            + new.omissions.filter { !old.omissions.contains($0) }.map { (true, $0) }
    }

    package var isEmpty: Bool { host.isEmpty && devices.isEmpty && omissions.isEmpty }

    private static func facts(from old: JSONValue?, to new: JSONValue?) -> [Fact] {
        let before = flat(old, "")
        let after = flat(new, "")
        let names = before.map(\.name) + after.map(\.name).filter { name in !before.contains { $0.name == name } }
        return names.compactMap { name in
            let fact = Fact(
                name: name, old: before.first { $0.name == name }?.value, new: after.first { $0.name == name }?.value)
            return fact.old == fact.new ? nil : fact
        }
    }

    private static func flat(_ value: JSONValue?, _ name: String) -> [(name: String, value: String)] {
        guard let value else { return [] }
        if case .object(let members) = value {
            return members.flatMap { flat($0.value, name.isEmpty ? $0.name : "\(name).\($0.name)") }
        }
        return [(name, text(of: value))]
    }

    private static func text(of value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        case .array(let elements):
            elements.isEmpty ? "none" : elements.map { $0["path"]?.text ?? text(of: $0) }.joined(separator: ", ")
        default: value.compactJSONText
        }
    }

    package func screen(_ style: ScreenStyle) -> String {
        let hostLines = host.map { Paragraph("~ \($0.line)", style: style, indent: 4).lines }
        let deviceLines = devices.map { device in
            let label =
                "\(device.change.rawValue) \(device.accelerator.name), \(device.accelerator.function.productLabel)"
            return Paragraph(label, style: style, indent: 4).lines
                + device.facts.map { Paragraph($0.line, style: style, indent: 8).lines(after: "    ") }.joined()
        }
        let omissionLines = omissions.map { isNew, omission in
            let subject = [omission.address?.description, omission.what].compactMap(\.self).joined(separator: " ")
            return Paragraph("\(isNew ? "+" : "-") left out: \(subject): \(omission.why)", style: style, indent: 4)
                .lines
        }
        return (hostLines + deviceLines + omissionLines).joined()
    }

    package var document: JSONValue {
        .object(known: [
            "apiVersion": "apus.dev/v1", "kind": "InventoryDifference",
            "host": .array(host.map(Self.document)),
            "devices": .array(
                devices.map { device in
                    .object(known: [
                        "name": .string(device.accelerator.name.description),
                        "change": .string("\(device.change)"),
                        "facts": device.facts.isEmpty ? nil : .array(device.facts.map(Self.document)),
                    ])
                }),
            "omissions": .array(
                omissions.map { isNew, omission in
                    [
                        "change": .string(isNew ? "appeared" : "vanished"), "what": .string(omission.what),
                        "why": .string(omission.why),
                    ]
                }),
        ])
    }

    private static func document(_ fact: Fact) -> JSONValue {
        .object(known: [
            "name": .string(fact.name), "old": fact.old.map { .string($0) }, "new": fact.new.map { .string($0) },
        ])
    }
}
