private import Delivery
internal import Documents
private import SystemPackage

extension ConfigurationReader {
    mutating func sinks(_ node: YAMLNode) {
        guard let elements = node.sequence else {
            report(node, "sinks must be a list, not \(node.summary)")
            return
        }
        guard elements.count <= Self.mostSinks else {
            report(node, "sinks has \(elements.count) elements; at most \(Self.mostSinks) are served")
            return
        }
        var named: Set<String> = []
        for case .some(let name) in elements.map({ $0["name"]?.scalar?.text }) { named.insert(name) }
        var taken: Set<String> = []
        for element in elements {
            guard let type = sinkType(element) else { continue }
            var name: String?
            guard let destination = destination(element, type, name: { name = $0.sinkName($1) }) else { continue }
            if let name, !taken.insert(name).inserted {
                report(element["name"] ?? element, "another sink is called \"\(name)\" already")
                continue
            }
            let unused = name ?? Self.name(for: type, besides: taken.union(named))
            taken.insert(unused)
            configuration.sinks.append(SinkConfiguration(name: unused, destination: destination))
        }
    }

    private static let mostSinks = 100

    /// Two sinks in one directory would each remove the other's files, and what lies where CDI specs belong is read as
    /// one.
    mutating func directories(_ document: YAMLNode) {
        let reserved = [configuration.cdiDirectory, Configuration.standardCDIDirectory, "/run/cdi", "/etc/cdi"]
        var taken: Set<FilePath> = []
        for element in document["sinks"]?.sequence ?? []
        where element["type"]?.scalar?.text == SinkType.directory.rawValue {
            guard let node = element["path"], let path = node.string.flatMap({ AbsolutePath($0)?.path }) else {
                continue
            }
            if reserved.contains(where: { $0.lexicallyNormalized() == path.lexicallyNormalized() }) {
                report(
                    node, "path cannot be \(node.given); container runtimes would take the slices there for CDI specs")
            } else if !taken.insert(path.lexicallyNormalized()).inserted {
                report(node, "another sink has the directory \(node.given) already")
            }
        }
    }

    private mutating func sinkType(_ element: YAMLNode) -> SinkType? {
        if let type = element["type"], !type.isNull { return choice(type, "type", of: SinkType.self) }
        let types = SinkType.allCases.map(\.rawValue).joined(separator: ", ")
        report(element, "each of sinks must be a mapping with the key type; choose \(types)")
        return nil
    }

    private mutating func sinkName(_ node: YAMLNode) -> String? {
        guard let text = string(node, "name") else { return nil }
        if SinkConfiguration.isName(text) { return text }
        report(
            node,
            "name cannot be \(node.given); write at most 63 letters, digits, dots, dashes and underscores, the first a "
                + "letter or digit")
        return nil
    }

    /// `http`, `http-2`, `http-3` …
    private static func name(for type: SinkType, besides taken: Set<String>) -> String {
        var name = type.rawValue
        var number = 1
        while taken.contains(name) {
            number += 1
            name = "\(type.rawValue)-\(number)"
        }
        return name
    }

    private mutating func destination(
        _ node: YAMLNode, _ type: SinkType, name: @escaping Key
    ) -> SinkDestination? {
        let common: [(String, Key)] = [("type", { _, _ in }), ("name", name)]
        return switch type {
        case .standardOutput: standardOutput(node, common)
        case .directory: directory(node, common)
        case .http: http(node, common)
        case .kubernetes: kubernetes(node, common)
        }
    }

    private mutating func standardOutput(_ node: YAMLNode, _ common: [(String, Key)]) -> SinkDestination {
        section(node, "a sink of type stdout", common)
        return .standardOutput
    }

    private mutating func directory(_ node: YAMLNode, _ common: [(String, Key)]) -> SinkDestination? {
        var path: FilePath?
        var format: DirectorySinkSettings.Format?
        section(
            node, "a sink of type directory",
            common + [
                ("path", { path = $0.path($1, "path") }),
                ("format", { format = $0.choice($1, "format", of: DirectorySinkSettings.Format.self) }),
            ])
        guard isGiven("path", in: node, type: "directory"), let path else { return nil }
        return .directory(DirectorySinkSettings(path: path, format: format ?? .yaml))
    }

    private mutating func http(_ node: YAMLNode, _ common: [(String, Key)]) -> SinkDestination? {
        var url: SinkURL?
        var (tokenFile, certificate, key, ca): (FilePath?, FilePath?, FilePath?, FilePath?)
        var timeout: Duration?
        section(
            node, "a sink of type http",
            common + [
                ("url", { url = $0.sinkURL($1) }),
                ("tokenFile", { tokenFile = $0.path($1, "tokenFile") }),
                ("clientCertificate", { certificate = $0.path($1, "clientCertificate") }),
                ("clientKey", { key = $0.path($1, "clientKey") }),
                ("ca", { ca = $0.path($1, "ca") }),
                ("timeout", { timeout = $0.duration($1, "timeout", in: 1...600, .seconds) }),
            ])
        guard isGiven("url", in: node, type: "http"), let url else { return nil }
        if (certificate == nil) != (key == nil) {
            let (given, missing) =
                key == nil ? ("clientCertificate", "clientKey") : ("clientKey", "clientCertificate")
            if isAbsent(missing, in: node) {
                report(node[given] ?? node, "\(given) needs \(missing) beside it")
            }
        }
        for name in ["clientCertificate", "clientKey", "ca"] where url.transport != .tls && !isAbsent(name, in: node) {
            report(node[name] ?? node, "\(name) is of use only with an https url")
        }
        var settings = HTTPSinkSettings(url: url)
        settings.tokenFile = tokenFile
        if let certificate, let key { settings.client = .init(certificate: certificate, key: key) }
        settings.ca = ca
        if let timeout { settings.timeout = timeout }
        return .http(settings)
    }

    private mutating func sinkURL(_ node: YAMLNode) -> SinkURL? {
        guard let text = string(node, "url") else { return nil }
        do throws(SinkURLError) { return try SinkURL(text) } catch {
            report(node, "url \(error)")
            return nil
        }
    }

    private mutating func kubernetes(_ node: YAMLNode, _ common: [(String, Key)]) -> SinkDestination {
        var settings = KubernetesSinkSettings()
        section(
            node, "a sink of type kubernetes",
            common + [
                ("kubeconfig", { settings.kubeconfig = $0.path($1, "kubeconfig") }),
                ("context", { settings.context = $0.string($1, "context") }),
            ])
        return .kubernetes(settings)
    }

    private mutating func isGiven(_ key: String, in node: YAMLNode, type: String) -> Bool {
        guard isAbsent(key, in: node) else { return true }
        report(node, "a sink of type \(type) needs the key \(key)")
        return false
    }

    private func isAbsent(_ key: String, in node: YAMLNode) -> Bool { node[key]?.isNull ?? true }
}
