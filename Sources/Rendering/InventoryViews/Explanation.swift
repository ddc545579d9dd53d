package import CDI
package import Documents
package import Hardware
private import PrintableText

/// One accelerator's way from the bus to the container: each fact with the place where it was read, and each rule that
/// applied.
package struct Explanation {
    private let accelerator: Accelerator
    private let title: String
    private let parts: [(title: String, facts: [Fact])]
    private let names: [String]
    private let driver: String
    private let claims: [String]

    struct Fact {
        let name: String
        let value: String
        /// A path, or what else it was taken from.
        let source: String?

        init(_ name: String, _ value: String, _ source: String? = nil) {
            (self.name, self.value, self.source) = (name, value, source)
        }

        /// Nil for a value that is not known.
        init?(_ name: String, _ value: (some CustomStringConvertible)?, _ source: String? = nil) {
            guard let value else { return nil }
            self.init(name, value.description, source)
        }
    }

    /// Takes the kind of the CDI spec and the name of the DRA driver that the configuration has, and the claims that
    /// hold the device, by namespace and name, as far as anybody has told.
    package init(
        of accelerator: Accelerator, in inventory: Inventory, kind: CDIKind, driver: String, claims: [String] = []
    ) {
        self.accelerator = accelerator
        self.driver = driver
        self.claims = claims
        names = CDINames(inventory).qualified(of: accelerator, kind: kind)
        let label = accelerator.partition == nil ? accelerator.address.description : accelerator.name.description
        title = "\(label), \(accelerator.function.productLabel): \(inventory.stateLabel(of: accelerator))"
        parts = [
            ("What it is", accelerator.identityFacts), ("Where it stands", accelerator.placeFacts),
            ("What it gives", accelerator.nodeFacts), ("Rules", accelerator.rules),
        ]
    }

    package func screen(_ style: ScreenStyle) -> String {
        let width = parts.flatMap(\.facts).reduce(0) { max($0, $1.name.count) }
        var text = Paragraph(title + ".", style: style).lines
        for part in parts where !part.facts.isEmpty {
            text += "\n\(part.title)\n"
            for fact in part.facts {
                let name = fact.name + String(repeating: " ", count: width - fact.name.count)
                let source = fact.source.map { "  (\($0))" } ?? ""
                text += Paragraph("\(fact.value)\(source)", style: style, indent: width + 4)
                    .lines(after: "  \(name)  ")
            }
        }
        text += "\n" + verdict(style)
        guard !claims.isEmpty else { return text }
        return text + "Held by\n" + claims.map { "    claim \($0.printable)\n" }.joined()
    }

    private func verdict(_ style: ScreenStyle) -> String {
        guard accelerator.isOffered else {
            let reason = accelerator.offer.reason ?? "unknown"
            let advice = accelerator.advice.map { " \($0)" } ?? ""
            return Paragraph("Not offered: \(reason).\(advice)", style: style, indent: 2).lines
                + (accelerator.remedy.map { "    \($0.printable)\n" } ?? "")
        }
        return "Offered. CDI knows it by\n"
            + names.map { "    \($0.printable)\n" }.joined()
            + "and Kubernetes by\n    device \(accelerator.name) of driver \(driver.printable)\n"
    }

    package var document: JSONValue {
        let facts = parts.flatMap { part in
            part.facts.map { fact in
                JSONValue.object(known: [
                    "part": .string(part.title), "name": .string(fact.name), "value": .string(fact.value),
                    "source": fact.source.map { .string($0) },
                ])
            }
        }
        return .object(known: [
            "apiVersion": "apus.dev/v1", "kind": "Explanation", "name": .string(accelerator.name.description),
            "address": .string(accelerator.address.description), "facts": .array(facts),
            "offered": .bool(accelerator.isOffered),
            "cdiNames": .array(names.map { .string($0) }),
            "draDevice": accelerator.isOffered
                ? ["driver": .string(driver), "name": .string(accelerator.name.description)] : nil,
            "claims": claims.isEmpty ? nil : .array(claims.map { .string($0) }),
            "notOfferedReason": accelerator.offer.kind.map { .string($0.rawValue) },
            "notOfferedBecause": accelerator.offer.reason.map { .string($0) },
            "advice": accelerator.advice.map { .string($0) }, "command": accelerator.remedy.map { .string($0) },
        ])
    }
}
