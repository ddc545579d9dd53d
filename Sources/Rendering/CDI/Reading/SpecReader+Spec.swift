import Documents

extension SpecReader {
    mutating func spec(_ root: YAMLNode) -> CDISpec? {
        let members = members(
            of: root, "the spec", keys: ["cdiVersion", "kind", "annotations", "devices", "containerEdits"])
        guard root.mapping != nil else { return nil }
        let version = version(members["cdiVersion"], in: root)
        let kind = kind(members, in: root)
        let annotations = annotations(members["annotations"])
        let devices = devices(members["devices"], in: root)
        let edits = members["containerEdits"].map { self.edits($0) } ?? ContainerEdits()
        let spec = CDISpec(
            version: version, kind: kind ?? .standard, annotations: annotations, devices: devices, edits: edits)
        checkVersion(of: spec, at: members["cdiVersion"])
        return spec
    }

    private mutating func version(_ node: YAMLNode?, in root: YAMLNode) -> CDIVersion? {
        // `cdiVersion: 0.5` is a number to YAML, yet the text is what its author has to see.
        guard let node, let text = node.scalar?.text, !text.isEmpty else {
            report(node ?? root, "The spec needs a cdiVersion, such as \"\(CDIVersion.v050)\".")
            return nil
        }
        if let version = CDIVersion(text), node.string != nil { return version }
        let known = CDIVersion.known.map(\.description).joined(separator: ", ")
        report(node, "cdiVersion \"\(text)\" is no version of CDI; known are \(known).")
        return nil
    }

    private mutating func kind(_ members: [String: YAMLNode], in root: YAMLNode) -> CDIKind? {
        guard let text = required("kind", of: members, in: root, "the spec") else { return nil }
        do {
            return try CDIKind(text)
        } catch {
            report(members["kind"] ?? root, error.description)
            return nil
        }
    }

    private mutating func devices(_ node: YAMLNode?, in root: YAMLNode) -> [CDISpec.Device] {
        let nodes = list(node, "devices")
        if nodes.isEmpty, node?.sequence != nil || node == nil {
            report(node ?? root, "The spec has no devices; it needs at least one.")
        }
        var places: [String: Int] = [:]
        return nodes.compactMap { node in
            guard let device = device(node) else { return nil }
            if let line = places[device.name] {
                report(node, "The device \"\(device.name)\" stands here a second time, first in line \(line).")
                return nil
            }
            places[device.name] = node.position.line
            return device
        }
    }

    private mutating func device(_ node: YAMLNode) -> CDISpec.Device? {
        let members = members(of: node, "a device", keys: ["name", "annotations", "containerEdits"])
        guard node.mapping != nil else { return nil }
        let name = required("name", of: members, in: node, "a device")
        if let name, let place = members["name"], !CDIDeviceName.isDeviceName(name) {
            report(place, CDIDeviceNameError.device(name).description)
        }
        let annotations = annotations(members["annotations"])
        let reported = findings.count
        let edits = members["containerEdits"].map { self.edits($0) } ?? ContainerEdits()
        if edits.isEmpty, findings.count == reported {
            report(
                members["containerEdits"] ?? node,
                "The device \"\(name ?? "")\" changes nothing in a container; its containerEdits need an entry.")
        }
        return name.map { CDISpec.Device(name: $0, annotations: annotations, edits: edits) }
    }

    private mutating func checkVersion(of spec: CDISpec, at node: YAMLNode?) {
        guard let node, let declared = CDIVersion(node.scalar?.text ?? "") else { return }
        if declared > newest {
            report(node, "cdiVersion \(declared) is newer than \(newest), the newest that the runtime knows.")
        }
        let missing = SpecFeature.allCases.filter { $0.since > declared && spec.features.contains($0) }
        let needed = max(missing.map(\.since).max() ?? .base, .base)
        guard needed > declared else { return }
        let reasons =
            missing.isEmpty
            ? "runtimes no longer read files of that version"
            : missing.map { "\($0.name) needs \($0.since)" }.joined(separator: ", ")
        report(node, "cdiVersion \(declared) is too low: \(reasons); declare \(needed).")
    }
}

extension SpecReader {
    /// Annotations follow Kubernetes' rules: keys are qualified names, and all of them together have 256 KiB. The reference
    /// library checks neither.
    mutating func annotations(_ node: YAMLNode?) -> [String: String] {
        guard let node else { return [:] }
        guard let entries = node.mapping else {
            report(node, "annotations must be a mapping, not \(node.summary).")
            return [:]
        }
        var annotations: [String: String] = [:]
        for entry in entries {
            if entry.key.isNull {
                report(entry.key, "An annotation needs a key; put \"\(entry.name)\" into quotes if that is its name.")
            } else if !Self.isAnnotationKey(entry.name) {
                report(
                    entry.key,
                    "The annotation key \"\(entry.name)\" must be a name of at most 63 letters, digits, \"-\", \"_\" and "
                        + "\".\", with a DNS name and a slash before it where it has an owner.", .tolerated)
            }
            annotations[entry.name] = text(of: entry.value, "the annotation \"\(entry.name)\"")
        }
        let limit = 256 * 1024
        if annotations.reduce(0, { $0 + $1.key.utf8.count + $1.value.utf8.count }) > limit {
            report(node, "The annotations have more than \(limit) bytes together.", .tolerated)
        }
        return annotations
    }

    /// `name` or `dns.name/name`, as Kubernetes' `IsQualifiedName` has it for the key in lower case.
    private static func isAnnotationKey(_ key: String) -> Bool {
        let parts = key.lowercased().split(separator: "/", omittingEmptySubsequences: false)
        guard let name = parts.last, parts.count <= 2, (1...63).contains(name.utf8.count), isName(name, "-_.") else {
            return false
        }
        guard parts.count == 2 else { return true }
        return (1...253).contains(parts[0].utf8.count)
            && parts[0].split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isName($0, "-") }
    }

    private static func isName(_ name: Substring, _ marks: String) -> Bool {
        guard let first = name.utf8.first, let last = name.utf8.last else { return false }
        return first.isASCIIAlphanumeric && last.isASCIIAlphanumeric
            && name.utf8.allSatisfy { $0.isASCIIAlphanumeric || marks.utf8.contains($0) }
    }
}
