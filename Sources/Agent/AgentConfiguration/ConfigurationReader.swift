internal import Documents
internal import Hardware
private import ResourceSlices

/// Turns a configuration's document into values and collects all that is wrong with it.
///
/// A key whose value is left empty has its default, so a section of which all is commented out is no fault.
struct ConfigurationReader {
    var configuration = Configuration()
    var problems: [ConfigurationProblem] = []

    mutating func read(_ document: YAMLNode) {
        section(
            document, "the configuration",
            [
                "candidates": { $0.candidates($1) },
                "pciIDs": { $0.pciIDs($1) },
                "cdi": { $0.cdi($1) },
                "slices": { $0.slices($1) },
                "nodeName": { $0.nodeName($1) },
                "physicalFunctionWithVFs": { $0.choice($1, "physicalFunctionWithVFs", \.physicalFunctionWithVFs) },
                "attachment": { $0.attachment($1) },
                "sinks": { $0.sinks($1) },
                "settle": { $0.settle($1) },
                "resync": { $0.duration($1, "resync", in: 1...86400, .seconds, \.resync) },
                "log": { $0.log($1) },
                "endpoint": { $0.endpoint($1) },
                "state": { $0.state($1) },
            ])
        dialect(document)
        directories(document)
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

    private mutating func pciIDs(_ node: YAMLNode) {
        guard let path = path(node, "pciIDs") else { return }
        configuration.pciIDs = path
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
        guard let isOffered = boolean(node, "\(attachment)") else { return }
        if isOffered {
            configuration.attachments.insert(attachment)
        } else {
            configuration.attachments.remove(attachment)
        }
    }

    private mutating func nodeName(_ node: YAMLNode) {
        guard let text = string(node, "nodeName") else { return }
        do { configuration.nodeName = try NodeName(text) } catch { report(node, error.description) }
    }
}
