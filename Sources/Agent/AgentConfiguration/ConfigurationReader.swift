private import CDI
internal import Documents
internal import Hardware
private import ResourceSlices

/// Turns a configuration's document into values and collects all that is wrong with it.
///
/// A key whose value is left empty has its default, so a section of which all is commented out is no fault.
struct ConfigurationReader {
    private(set) var configuration = Configuration()
    private(set) var problems: [ConfigurationProblem] = []

    mutating func read(_ document: YAMLNode) {
        section(
            document, "the configuration",
            [
                "candidates": { $0.candidates($1) },
                "cdi": { $0.section($1, "cdi", ["kind": { $0.cdiKind($1) }]) },
                "slices": { $0.section($1, "slices", ["driver": { $0.driver($1) }]) },
                "nodeName": { $0.nodeName($1) },
                "physicalFunctionWithVFs": { $0.choice($1, "physicalFunctionWithVFs", \.physicalFunctionWithVFs) },
                "attachment": { $0.attachment($1) },
            ])
    }

    private mutating func candidates(_ node: YAMLNode) {
        section(
            node, "candidates",
            [
                "include": { $0.rules($1, "include", \.candidates.include) },
                "exclude": { $0.rules($1, "exclude", \.candidates.exclude) },
            ])
    }

    private mutating func rules(
        _ node: YAMLNode, _ name: String, _ rules: WritableKeyPath<Configuration, CandidateRules>
    ) {
        section(
            node, name,
            [
                "classes": {
                    $0.list(
                        $1, "classes", rules.appending(path: \.classes),
                        "a class; write 2, 4 or 6 hexadecimal digits, as in 0x12, 0x0b40 or 0x030200")
                },
                "ids": {
                    $0.list(
                        $1, "ids", rules.appending(path: \.ids),
                        "a pair of ids; write vendor and device, as in 8086:56a0, or 8086:* for all of a vendor")
                },
                "addresses": {
                    $0.list(
                        $1, "addresses", rules.appending(path: \.addresses),
                        "a PCI address; write domain, bus, device and function, as in 0000:03:00.0")
                },
            ])
    }

    private mutating func attachment(_ node: YAMLNode) {
        section(
            node, "attachment",
            [
                "native": { $0.offering(.native, $1) },
                "passthrough": { $0.offering(.passthrough, $1) },
                "vfio": { $0.choice($1, "vfio", \.vfio) },
            ])
    }

    private mutating func offering(_ attachment: Attachment, _ node: YAMLNode) {
        guard let isOffered = node.boolean else {
            report(node, "\(attachment) must be true or false, not \(node.summary)")
            return
        }
        if isOffered {
            configuration.attachments.insert(attachment)
        } else {
            configuration.attachments.remove(attachment)
        }
    }

    private mutating func cdiKind(_ node: YAMLNode) {
        guard let text = string(node, "kind") else { return }
        do { configuration.cdiKind = try Kind(text) } catch { report(node, error.description) }
    }

    private mutating func driver(_ node: YAMLNode) {
        guard let text = string(node, "driver") else { return }
        do { configuration.driver = try DriverName(text) } catch { report(node, error.description) }
    }

    private mutating func nodeName(_ node: YAMLNode) {
        guard let text = string(node, "nodeName") else { return }
        do { configuration.nodeName = try NodeName(text) } catch { report(node, error.description) }
    }

    /// Elements are read by their text, whatever type YAML gives them: `0x0300` is a number to it and `8086:56` may be
    /// one of base 60.
    private mutating func list<Element: LosslessStringConvertible>(
        _ node: YAMLNode, _ name: String, _ path: WritableKeyPath<Configuration, [Element]>, _ rule: String
    ) {
        guard let elements = node.sequence else {
            report(node, "\(name) must be a list, not \(node.summary)")
            return
        }
        for element in elements {
            guard let text = element.scalar?.text else {
                report(element, "\(element.summary) is not \(rule)")
                continue
            }
            guard let value = Element(text) else {
                report(element, "\"\(text.excerpt)\" is not \(rule)")
                continue
            }
            configuration[keyPath: path].append(value)
        }
    }

    private mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ node: YAMLNode, _ name: String, _ path: WritableKeyPath<Configuration, Choice>
    ) {
        let choices = Choice.allCases.map(\.rawValue)
        guard let text = node.scalar?.text, let choice = Choice(rawValue: text) else {
            let given = node.scalar.map { "\"\($0.text.excerpt)\"" } ?? node.summary
            let nearest = node.scalar.flatMap { NearestWord(to: $0.text, among: choices).word }
            let advice = nearest.map { "did you mean \"\($0)\"?" } ?? "choose \(choices.joined(separator: ", "))"
            report(node, "\(name) cannot be \(given); \(advice)")
            return
        }
        configuration[keyPath: path] = choice
    }

    private mutating func string(_ node: YAMLNode, _ name: String) -> String? {
        if let string = node.string { return string }
        let advice = node.scalar == nil ? "" : "; put it in quotes if it is meant as a string"
        report(node, "\(name) must be a string, not \(node.summary)\(advice)")
        return nil
    }

    private typealias Key = (inout ConfigurationReader, YAMLNode) -> Void

    private mutating func section(_ node: YAMLNode, _ name: String, _ keys: KeyValuePairs<String, Key>) {
        guard !node.isNull else { return }
        guard let entries = node.mapping else {
            report(
                node,
                "\(name) must be a mapping with the keys \(keys.map(\.key).joined(separator: ", ")), not \(node.summary)"
            )
            return
        }
        for entry in entries {
            guard let read = keys.first(where: { $0.key == entry.name })?.value else {
                let nearest = NearestWord(to: entry.name, among: keys.map(\.key)).word
                let advice =
                    nearest.map { "did you mean \"\($0)\"?" }
                    ?? "\(name) has \(keys.map(\.key).joined(separator: ", "))"
                report(entry.key, "unknown key \"\(entry.name.excerpt)\"; \(advice)")
                continue
            }
            if !entry.value.isNull { read(&self, entry.value) }
        }
    }

    private mutating func report(_ node: YAMLNode, _ message: String) {
        problems.append(ConfigurationProblem(node.position, message))
    }
}

extension String {
    /// Enough of the text to recognise it in a message of one line.
    fileprivate var excerpt: String {
        let line = String(prefix { !$0.isNewline })
        return line.count > 60 ? line.prefix(60) + "…" : line == self ? line : line + "…"
    }
}
