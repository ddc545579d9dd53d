import Documents

extension SpecReader {
    /// Annotations follow Kubernetes' rules: keys are qualified names, and all of them together have 256 KiB.
    mutating func annotations(_ node: YAMLNode?) -> [String: String] {
        guard let node else { return [:] }
        guard let entries = node.mapping else {
            report(node, "annotations must be a mapping, not \(node.summary).")
            return [:]
        }
        var annotations: [String: String] = [:]
        for entry in entries {
            if !Self.isAnnotationKey(entry.name) {
                report(
                    entry.key,
                    "The annotation key \"\(entry.name)\" must be a name of at most 63 letters, digits, \"-\", \"_\" and "
                        + "\".\", with a DNS name and a slash before it where it has an owner.")
            }
            if let value = Self.text(of: entry.value) {
                annotations[entry.name] = value
            } else {
                report(
                    entry.value,
                    "The annotation \"\(entry.name)\" must be a string, not \(entry.value.summary); put it into quotes."
                )
            }
        }
        let limit = 256 * 1024
        if annotations.reduce(0, { $0 + $1.key.utf8.count + $1.value.utf8.count }) > limit {
            report(node, "The annotations have more than \(limit) bytes together.")
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
