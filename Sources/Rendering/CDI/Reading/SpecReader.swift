import Documents

/// Walks a document and collects every fault in it; the walk goes on after each.
struct SpecReader {
    /// The newest version of CDI that the runtime in question knows.
    let newest: CDIVersion
    private(set) var findings: [SpecFinding] = []

    init(newest: CDIVersion) { self.newest = newest }

    mutating func report(_ node: YAMLNode, _ reason: String, _ verdict: SpecFinding.Verdict = .refused) {
        findings.append(SpecFinding(position: node.position, reason: reason, verdict: verdict))
    }

    /// The members of a mapping by key, null ones left out as the reference library does. It takes keys in any case, and
    /// of several that differ in case only, the last in the order of their bytes.
    mutating func members(of node: YAMLNode, _ what: String, keys: [String]) -> [String: YAMLNode] {
        guard let entries = node.mapping else {
            report(node, "\(what.sentenceStart) must be a mapping, not \(node.summary).")
            return [:]
        }
        var members: [String: YAMLNode] = [:]
        for entry in entries.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            guard let key = keys.first(where: { $0.lowercased() == entry.name.lowercased() }) else {
                report(entry.key, unknownKey(entry.name, in: what, keys: keys))
                continue
            }
            if key != entry.name {
                report(entry.key, "The key \"\(entry.name)\" of \(what) must be spelled \(key).", .tolerated)
            }
            if !entry.value.isNull { members[key] = entry.value }
        }
        return members
    }

    private func unknownKey(_ name: String, in what: String, keys: [String]) -> String {
        let advice =
            if ["enableCMT", "enableMBM"].contains(name) {
                "CDI 1.1.0 removed it in favour of enableMonitoring"
            } else {
                "known are \(keys.joined(separator: ", "))"
            }
        return "The key \"\(name)\" is unknown in \(what); \(advice)."
    }

    /// A string; the empty one counts as absent, as it does to the reference library.
    mutating func string(_ node: YAMLNode?, _ what: String) -> String? {
        guard let node, let string = text(of: node, what) else { return nil }
        return string.isEmpty ? nil : string
    }

    /// A string, the empty one included.
    mutating func text(of node: YAMLNode, _ what: String) -> String? {
        let text = Self.text(of: node)
        if text == nil || text != node.scalar?.text {
            let advice = node.scalar == nil ? "" : "; put it into quotes"
            report(
                node, "\(what.sentenceStart) must be a string, not \(node.summary)\(advice).",
                text == nil ? .refused : .tolerated)
        }
        return text
    }

    /// The string that the reference library makes of a scalar. It writes numbers and booleans anew: `0` stays `0`, but
    /// `0x10` becomes `16` and `yes` becomes `true`, which nobody means.
    static func text(of node: YAMLNode) -> String? {
        guard let scalar = node.scalar, scalar.isPlain else { return node.scalar?.text }
        if scalar.isNull { return "" }
        if let boolean = scalar.foreignBoolean { return boolean ? "true" : "false" }
        return scalar.foreignInteger.map(String.init) ?? scalar.foreignFloat ?? scalar.text
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
        let value = node.scalar?.foreignInteger.flatMap(Value.init(exactly:))
        report(
            node,
            "\(what.sentenceStart) must be a whole number from \(Value.min) to \(Value.max), not \(node.summary).",
            value == nil ? .refused : .tolerated)
        return value
    }

    mutating func boolean(_ node: YAMLNode?, _ what: String) -> Bool? {
        guard let node else { return nil }
        if let value = node.boolean { return value }
        let value = node.scalar?.foreignBoolean
        report(
            node, "\(what.sentenceStart) must be true or false, not \(node.summary).",
            value == nil ? .refused : .tolerated)
        return value
    }

    mutating func list(_ node: YAMLNode?, _ what: String) -> [YAMLNode] {
        guard let node else { return [] }
        if let elements = node.sequence { return elements }
        report(node, "\(what.sentenceStart) must be a list, not \(node.summary).")
        return []
    }

    mutating func strings(_ node: YAMLNode?, _ what: String) -> [String] {
        list(node, what).compactMap { text(of: $0, "each entry of \(what)") }
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

/// Scalars as go-yaml 2 has them, which the reference library reads with: it knows more booleans and numbers than YAML
/// 1.2 does.
extension YAMLScalar {
    fileprivate var foreignBoolean: Bool? {
        guard isPlain else { return nil }
        return switch text {
        case "y", "Y": true
        case "n", "N": false
        default: boolean
        }
    }

    /// Digits may be parted by `_` and be binary, and a fraction of nothing is none.
    fileprivate var foreignInteger: Int64? {
        guard isPlain, let first = text.utf8.first, first.isASCIIDigit || "+-".utf8.contains(first) else { return nil }
        let digits = text.filter { $0 != "_" }
        let unsigned = digits.drop { "+-".contains($0) }
        if unsigned.lowercased().hasPrefix("0b"), digits.count - unsigned.count <= 1 {
            let magnitude = unsigned.dropFirst(2)
            guard magnitude.utf8.allSatisfy({ $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") }) else { return nil }
            return Int64((digits.hasPrefix("-") ? "-" : "") + magnitude, radix: 2)
        }
        let plain = YAMLScalar(digits, isPlain: true)
        return plain.integer ?? (plain.isNumber ? Double(digits).flatMap(Int64.init(exactly:)) : nil)
    }

    /// The reference library keeps them in 32 bits.
    fileprivate var foreignFloat: String? {
        isPlain && isNumber ? Float(text.filter { $0 != "_" })?.description : nil
    }
}

extension String {
    /// Keys keep their case, words of prose begin a sentence: `containerEdits`, `A mount`.
    fileprivate var sentenceStart: String {
        ["a ", "an ", "the ", "each "].contains(where: hasPrefix) ? prefix(1).uppercased() + dropFirst() : self
    }
}
