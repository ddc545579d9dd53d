import Documents

/// Walks a document and collects every fault in it; the walk goes on after each.
struct SpecReader {
    /// The newest version of CDI that the runtime in question knows.
    let newest: CDIVersion
    private(set) var findings: [SpecFinding] = []

    init(newest: CDIVersion) { self.newest = newest }

    mutating func report(_ node: YAMLNode, _ reason: String) {
        findings.append(SpecFinding(position: node.position, reason: reason))
    }

    /// The members of a mapping by key, null ones left out as the reference library does. Other keys are faults.
    mutating func members(of node: YAMLNode, _ what: String, keys: [String]) -> [String: YAMLNode] {
        guard let entries = node.mapping else {
            report(node, "\(what.sentenceStart) must be a mapping, not \(node.summary).")
            return [:]
        }
        var members: [String: YAMLNode] = [:]
        for entry in entries {
            guard keys.contains(entry.name) else {
                report(entry.key, unknownKey(entry.name, in: what, keys: keys))
                continue
            }
            if !entry.value.isNull { members[entry.name] = entry.value }
        }
        return members
    }

    private func unknownKey(_ name: String, in what: String, keys: [String]) -> String {
        let advice =
            if let meant = keys.first(where: { $0.lowercased() == name.lowercased() }) {
                "it is spelled \(meant)"
            } else if ["enableCMT", "enableMBM"].contains(name) {
                "CDI 1.1.0 removed it in favour of enableMonitoring"
            } else {
                "known are \(keys.joined(separator: ", "))"
            }
        return "The key \"\(name)\" is unknown in \(what); \(advice)."
    }

    /// A string; the empty one counts as absent, as it does to the reference library.
    mutating func string(_ node: YAMLNode?, _ what: String) -> String? {
        guard let node else { return nil }
        guard let string = Self.text(of: node) else {
            let advice = node.scalar == nil ? "" : "; put it into quotes"
            report(node, "\(what.sentenceStart) must be a string, not \(node.summary)\(advice).")
            return nil
        }
        return string.isEmpty ? nil : string
    }

    /// The reference library takes `name: 0` for the string `0`. Other numbers and booleans it writes anew (`0x10`
    /// becomes `16`, `yes` becomes `true`), which nobody means, so they are faults here.
    static func text(of node: YAMLNode) -> String? {
        if let string = node.string { return string }
        guard let text = node.scalar?.text else { return nil }
        return node.integer?.description == text || node.boolean?.description == text ? text : nil
    }

    /// A string that must be there and not be empty.
    mutating func required(_ key: String, of members: [String: YAMLNode], in owner: YAMLNode, _ what: String) -> String?
    {
        let reported = findings.count
        if let string = string(members[key], "\(key) of \(what)") { return string }
        if findings.count == reported { report(members[key] ?? owner, "\(what.sentenceStart) needs a \(key).") }
        return nil
    }

    /// A whole number that fits into the type, which is what the reference library keeps it in.
    mutating func integer<Value: FixedWidthInteger>(_ node: YAMLNode?, _ what: String, as type: Value.Type) -> Value? {
        guard let node else { return nil }
        if let value = node.integer.flatMap(Value.init(exactly:)) { return value }
        report(
            node, "\(what.sentenceStart) must be a whole number from \(Value.min) to \(Value.max), not \(node.summary)."
        )
        return nil
    }

    mutating func boolean(_ node: YAMLNode?, _ what: String) -> Bool? {
        guard let node else { return nil }
        if let value = node.boolean { return value }
        report(node, "\(what.sentenceStart) must be true or false, not \(node.summary).")
        return nil
    }

    mutating func list(_ node: YAMLNode?, _ what: String) -> [YAMLNode] {
        guard let node else { return [] }
        if let elements = node.sequence { return elements }
        report(node, "\(what.sentenceStart) must be a list, not \(node.summary).")
        return []
    }

    mutating func strings(_ node: YAMLNode?, _ what: String) -> [String] {
        var strings: [String] = []
        for element in list(node, what) {
            if let string = Self.text(of: element) {
                strings.append(string)
            } else {
                report(
                    element, "Each entry of \(what) must be a string, not \(element.summary); put it into quotes.")
            }
        }
        return strings
    }

    /// One of an enumeration's words; the empty string counts as absent.
    mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ node: YAMLNode?, _ what: String, as type: Word.Type
    ) -> Word? {
        guard let node, let text = string(node, what) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
        report(node, "\(what.sentenceStart) is \"\(text)\"; it must be one of \(words).")
        return nil
    }
}

extension String {
    /// Keys keep their case, words of prose begin a sentence: `containerEdits`, `A mount`.
    fileprivate var sentenceStart: String {
        hasPrefix("a ") || hasPrefix("an ") || hasPrefix("the ") ? prefix(1).uppercased() + dropFirst() : self
    }
}
