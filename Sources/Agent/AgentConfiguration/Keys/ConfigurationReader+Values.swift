internal import Documents
internal import Hardware
internal import SystemPackage

extension ConfigurationReader {
    /// Elements are read by their text, whatever type YAML gives them: `0x0300` is a number to it and `8086:56` may be
    /// one of base 60.
    mutating func list<Element: LosslessStringConvertible>(
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

    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ node: YAMLNode, _ name: String, _ path: WritableKeyPath<Configuration, Choice>
    ) {
        if let choice = choice(node, name, of: Choice.self) { configuration[keyPath: path] = choice }
    }

    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ node: YAMLNode, _ name: String, of type: Choice.Type
    ) -> Choice? {
        if let text = node.scalar?.text, let choice = Choice(rawValue: text) { return choice }
        let choices = Choice.allCases.map(\.rawValue)
        let nearest = node.scalar.flatMap { NearestWord(to: $0.text, among: choices).word }
        let advice = nearest.map { "did you mean \"\($0)\"?" } ?? "choose \(choices.joined(separator: ", "))"
        report(node, "\(name) cannot be \(node.given); \(advice)")
        return nil
    }

    mutating func roles(
        _ node: YAMLNode, _ name: String, _ path: WritableKeyPath<Configuration, Set<DriverFiles.Role>>
    ) {
        if node.scalar?.text == "all" {
            configuration[keyPath: path] = Set(DriverFiles.Role.allCases)
        } else if let elements = node.sequence {
            configuration[keyPath: path] = Set(
                elements.compactMap { choice($0, "an element of \(name)", of: DriverFiles.Role.self) })
        } else {
            report(node, "\(name) must be all or a list, not \(node.given)")
        }
    }

    mutating func boolean(_ node: YAMLNode, _ name: String) -> Bool? {
        if let boolean = node.boolean { return boolean }
        report(node, "\(name) must be true or false, not \(node.summary)")
        return nil
    }

    /// Values whose type in YAML says nothing about them, such as `1.30`, are read by their text.
    mutating func value<Value: LosslessStringConvertible>(
        _ node: YAMLNode, _ name: String, of type: Value.Type, _ rule: String
    ) -> Value? {
        if let text = node.scalar?.text, let value = Value(text) { return value }
        report(node, "\(name) cannot be \(node.given); \(rule)")
        return nil
    }

    mutating func path(_ node: YAMLNode, _ name: String) -> FilePath? {
        guard let text = string(node, name) else { return nil }
        if let path = AbsolutePath(text)?.path { return path }
        report(node, "\(name) cannot be \(node.given); write a path from the root on, such as /run/apus")
        return nil
    }

    enum Unit: String {
        case milliseconds, seconds

        func duration(_ count: Int64) -> Duration {
            switch self {
            case .milliseconds: .milliseconds(count)
            case .seconds: .seconds(count)
            }
        }

        func count(of duration: Duration) -> Int64 {
            switch self {
            case .milliseconds: duration.milliseconds
            case .seconds: duration.seconds
            }
        }
    }

    mutating func duration(
        _ node: YAMLNode, _ name: String, in range: ClosedRange<Int64>, _ unit: Unit,
        _ path: WritableKeyPath<Configuration, Duration>
    ) {
        if let duration = duration(node, name, in: range, unit) { configuration[keyPath: path] = duration }
    }

    mutating func duration(
        _ node: YAMLNode, _ name: String, in range: ClosedRange<Int64>, _ unit: Unit
    ) -> Duration? {
        if let count = node.integer, range.contains(count) { return unit.duration(count) }
        report(
            node,
            "\(name) must be a whole number of \(unit) from \(range.lowerBound) to \(range.upperBound), not "
                + node.given)
        return nil
    }

    /// A text that a type understands or refuses with a sentence. One that YAML takes for something else, such as the
    /// version `1.30`, is read as it stands; `rule` says then what it has to be.
    mutating func parsed<Value, Failure: Error & CustomStringConvertible>(
        _ node: YAMLNode, _ name: String, byText rule: String? = nil, _ parse: (String) throws(Failure) -> Value
    ) -> Value? {
        var text: String?
        if let rule {
            text = node.scalar?.text
            if text == nil { report(node, "\(name) must be \(rule), not \(node.summary)") }
        } else {
            text = string(node, name)
        }
        guard let text else { return nil }
        do throws(Failure) {
            return try parse(text)
        } catch {
            report(node, error.description)
            return nil
        }
    }

    mutating func string(_ node: YAMLNode, _ name: String) -> String? {
        if let string = node.string { return string }
        let advice = node.scalar == nil ? "" : "; put it in quotes if it is meant as a string"
        report(node, "\(name) must be a string, not \(node.summary)\(advice)")
        return nil
    }

    typealias Key = (inout ConfigurationReader, YAMLNode) -> Void

    mutating func section(_ node: YAMLNode, _ name: String, _ keys: KeyValuePairs<String, Key>) {
        section(node, name, keys.map { ($0.key, $0.value) })
    }

    mutating func section(_ node: YAMLNode, _ name: String, _ keys: [(name: String, read: Key)]) {
        guard !node.isNull else { return }
        guard let entries = node.mapping else {
            report(
                node,
                "\(name) must be a mapping with the keys \(keys.map(\.name).joined(separator: ", ")), not \(node.summary)"
            )
            return
        }
        for entry in entries {
            guard let read = keys.first(where: { $0.name == entry.name })?.read else {
                let nearest = NearestWord(to: entry.name, among: keys.map(\.name)).word
                let advice =
                    nearest.map { "did you mean \"\($0)\"?" }
                    ?? "\(name) has \(keys.map(\.name).joined(separator: ", "))"
                report(entry.key, "unknown key \"\(entry.name.excerpt)\"; \(advice)")
                continue
            }
            if !entry.value.isNull { read(&self, entry.value) }
        }
    }

    mutating func report(_ node: YAMLNode, _ message: String) {
        problems.append(ConfigurationProblem(node.position, message))
    }
}

extension YAMLNode {
    /// What stands there, in its own words where it is no list or mapping.
    var given: String { scalar.map { "\"\($0.text.excerpt)\"" } ?? summary }
}

extension String {
    /// Enough of the text to recognise it in a message of one line.
    var excerpt: String {
        let line = String(prefix { !$0.isNewline })
        return line.count > 60 ? line.prefix(60) + "…" : line == self ? line : line + "…"
    }
}

extension Duration {
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }

    var seconds: Int64 { components.seconds }
}

/// A path that means the same wherever the program was started.
struct AbsolutePath {
    let path: FilePath

    init?(_ text: String) {
        // The longest that system calls take, PATH_MAX, counts the byte that ends it.
        guard text.hasPrefix("/"), text.utf8.count < 4096,
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
        else { return nil }
        path = FilePath(text)
    }
}
