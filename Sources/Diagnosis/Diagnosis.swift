package import CDI
package import Documents
package import Hardware
package import InventoryViews
private import PrintableText
package import Sysfs

/// What all checks found of one host. Each check only reads, and only what the host's root has.
package struct Diagnosis: Hashable, Sendable {
    package let sections: [Section]

    package struct Section: Hashable, Sendable {
        package let title: String
        package let findings: [Finding]
    }

    /// Takes what a survey of the host found just now, the spec that this gives, where the configuration has the spec
    /// kept, and the current year, by which the age of pci.ids is judged.
    package init(
        of host: HostRoot, inventory: Inventory, spec: CDISpec?, kind: CDIKind, directory: String, year: Int
    ) {
        let own = [
            Section(title: "Host", findings: HostChecks(host, inventory, year: year).findings),
            Section(
                title: "Devices",
                findings: DeviceChecks(host, inventory).findings + AccessChecks(host, inventory).findings),
        ]
        let runtimes = Runtimes(host, directory: directory)
        // Recordings have nothing of the kind.
        guard host.isMachine || runtimes.isAnyThere || host.exists("/run") || host.exists("/etc/cdi") else {
            let unseen = Finding(
                "cdi", .unknown, "The host has neither /run nor /etc/cdi, so its specs and runtimes are unknown.")
            sections = own + [Section(title: "CDI", findings: [unseen])]
            return
        }
        let specs = CDIChecks(host, spec: spec, kind: kind, directory: directory, others: runtimes.directories)
        sections =
            own + [
                Section(title: "CDI", findings: specs.findings),
                Section(title: "Container runtimes", findings: runtimes.findings),
                Section(title: "Agent", findings: AgentChecks(host, inventory).findings),
            ]
    }

    private func count(_ verdict: Finding.Verdict) -> Int {
        sections.flatMap(\.findings).count { $0.verdict == verdict }
    }

    package var hasFailed: Bool { count(.failure) > 0 }

    /// Verdict, evidence, and on a line of its own the command that mends it.
    package func screen(_ style: ScreenStyle) -> String {
        let parts = sections.map { section in
            section.title + "\n"
                + section.findings.map { finding in
                    let word = finding.verdict.rawValue
                    let gap = String(repeating: " ", count: 9 - word.count)
                    let start = "  " + style.painted(word, finding.verdict.colour) + gap
                    return Paragraph(finding.evidence, style: style, indent: 11).lines(after: start, of: 11)
                        + (finding.remedy.map { String(repeating: " ", count: 13) + $0.printable + "\n" } ?? "")
                }.joined()
        }
        return parts.joined(separator: "\n") + "\n" + summary + "\n"
    }

    private var summary: String {
        let counts = [
            (count(.failure), "failure"), (count(.warning), "warning"),
            (count(.unknown), "check that could not see enough"),
        ]
        let told = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? $0.1 : Self.plural($0.1))" }
        return told.isEmpty ? "Nothing is wrong." : told.joined(separator: ", ") + "."
    }

    private static func plural(_ noun: String) -> String {
        noun.hasPrefix("check") ? "checks" + noun.dropFirst(5) : noun + "s"
    }

    package var document: JSONValue {
        .object(known: [
            "apiVersion": "apus.dev/v1", "kind": "Diagnosis", "hasFailed": .bool(hasFailed),
            "findings": .array(
                sections.flatMap { section in
                    section.findings.map { finding in
                        .object(known: [
                            "section": .string(section.title), "check": .string(finding.check),
                            "verdict": .string(finding.verdict.rawValue), "evidence": .string(finding.evidence),
                            "command": finding.remedy.map { .string($0) },
                        ])
                    }
                }),
        ])
    }
}

extension Finding.Verdict {
    fileprivate var colour: ScreenStyle.Colour? {
        switch self {
        case .ok: .green
        case .warning: .yellow
        case .failure: .red
        case .unknown: nil
        }
    }
}
