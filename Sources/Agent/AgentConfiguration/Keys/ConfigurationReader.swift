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
        read(document, "the configuration", ConfigurationKey.all.map { (path: $0.path[...], key: $0) })
        settle(document)
        dialect(document)
        directories(document)
        if let node = document["endpoint"] { endpoint(node) }
    }

    /// Reads a section: keys whose paths have one word left are its own, the others are those of its sections.
    private mutating func read(
        _ node: YAMLNode, _ name: String, _ keys: [(path: ArraySlice<String>, key: ConfigurationKey)]
    ) {
        var entries: [(name: String, read: Key)] = []
        for (path, key) in keys {
            guard let word = path.first, !entries.contains(where: { $0.name == word }) else { continue }
            guard path.count > 1 else {
                entries.append((word, key.read))
                continue
            }
            let inner = keys.filter { $0.path.first == word }.map { (path: $0.path.dropFirst(), key: $0.key) }
            entries.append((word, { reader, node in reader.read(node, word, inner) }))
        }
        section(node, name, entries)
    }

    mutating func rules(
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
}

// What no key can say alone.
extension ConfigurationReader {
    private mutating func settle(_ document: YAMLNode) {
        let times = configuration.surveys
        guard let node = document["settle"], times.quiet > times.limit else { return }
        report(
            node["quiet"] ?? node["limit"] ?? node,
            """
            quiet, \(times.quiet.milliseconds) milliseconds, must not be more than limit, \
            \(times.limit.milliseconds) milliseconds
            """)
    }

    /// Other machines are answered with TLS alone, and only those that show who they are: a token in plain text is
    /// everybody's who sees it pass.
    private mutating func endpoint(_ node: YAMLNode) {
        let settings = configuration.endpoint
        switch (settings.certificate, settings.key) {
        case (.some, nil): report(node["certificate"] ?? node, "certificate needs key beside it")
        case (nil, .some): report(node["key"] ?? node, "key needs certificate beside it")
        case (nil, nil) where settings.clientCA != nil:
            report(
                node["clientCA"] ?? node, "clientCA needs certificate and key beside it; without TLS nobody shows one")
        case (.some, .some):
            if case .unix = settings.listen {
                report(node["certificate"] ?? node, "a socket needs no TLS; leave out certificate and key")
            }
        case (nil, nil): break
        }
        guard case .network = settings.listen, let place = node["listen"] else { return }
        if settings.certificate == nil, settings.key == nil {
            report(
                place, "listen is an address that other machines can reach, which needs certificate and key beside it")
        }
        if settings.tokenFile == nil, settings.clientCA == nil {
            report(
                place, "listen is an address that other machines can reach, which needs tokenFile or clientCA beside it"
            )
        }
    }

    /// Whether API version, server and policy fit together.
    private mutating func dialect(_ document: YAMLNode) {
        let slices = document["slices"]
        do throws(SliceError) {
            let dialect = try configuration.dialect
            guard configuration.physicalFunctionWithVFs == .counters, dialect.limits.counterLayout == .unsupported
            else { return }
            report(
                document["physicalFunctionWithVFs"] ?? document,
                SliceError.noCounters(dialect.kubernetes).description)
        } catch {
            let isAPIVersionAtFault = configuration.apiVersion != nil && !error.isAboutServerAlone
            let key = isAPIVersionAtFault ? "apiVersion" : "kubernetesVersion"
            report(slices?[key] ?? document, error.description)
        }
    }
}

extension SliceError {
    fileprivate var isAboutServerAlone: Bool {
        guard case .noResourceSlices = self else { return false }
        return true
    }
}
