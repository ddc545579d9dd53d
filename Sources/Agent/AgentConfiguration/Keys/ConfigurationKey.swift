internal import Documents
internal import Hardware
internal import SystemPackage

/// All about one key of the configuration. The reader, `config show` and the pages of the documentation follow from it, so a
/// new key is one line in `ConfigurationKey.all` and its use.
package struct ConfigurationKey: Sendable {
    /// With the section it is in: `cdi.directory`.
    package let name: String
    /// The values that it takes, for people.
    package let values: String
    /// Its meaning where it is not given: the value, or in words what takes its place.
    package let standard: String
    /// What it decides, in a sentence.
    package let meaning: String
    let read: @Sendable (inout ConfigurationReader, YAMLNode) -> Void
    /// Absent where nothing is decided.
    let show: @Sendable (Configuration) -> JSONValue?

    private init(
        _ name: String, _ values: String, standard: String? = nil, _ meaning: String,
        show: @escaping @Sendable (Configuration) -> JSONValue?,
        read: @escaping @Sendable (inout ConfigurationReader, YAMLNode, _ word: String) -> Void
    ) {
        self.name = name
        self.values = values
        self.meaning = meaning
        self.show = show
        self.standard = standard ?? show(Configuration()).map { "`\($0.word)`" } ?? ""
        let word = String(name.split(separator: ".").last ?? "")
        self.read = { read(&$0, $1, word) }
    }

    /// Its row in the table of docs/configuration.md.
    package var row: String { "| `\(name)` | \(standard) | \(values) | \(meaning) |" }

    /// The section that it is in, and its place there.
    var path: [String] { name.split(separator: ".").map(String.init) }
}

// Kinds of keys.
extension ConfigurationKey {
    /// Where a value stands in a configuration.
    typealias Place<Value> = any WritableKeyPath<Configuration, Value> & Sendable

    static func flag(
        _ name: String, _ path: Place<Bool>, _ meaning: String
    ) -> ConfigurationKey {
        ConfigurationKey(name, "`true` or `false`", meaning, show: { .bool($0[keyPath: path]) }) { reader, node, word in
            if let value = reader.boolean(node, word) { reader.configuration[keyPath: path] = value }
        }
    }

    static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
        _ name: String, _ path: Place<Choice>, _ meaning: String
    ) -> ConfigurationKey {
        let choices = Choice.allCases.map { "`\($0.rawValue)`" }
        let values = choices.dropLast().joined(separator: ", ") + " or " + (choices.last ?? "")
        return ConfigurationKey(name, values, meaning, show: { .string($0[keyPath: path].rawValue) }) {
            $0.choice($1, $2, path)
        }
    }

    static func duration(
        _ name: String, _ path: Place<Duration>, in range: ClosedRange<Int64>,
        _ unit: ConfigurationReader.Unit, _ meaning: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            name, "\(unit.rawValue), \(range.lowerBound) to \(range.upperBound)", meaning,
            show: { .integer(unit.count(of: $0[keyPath: path])) }
        ) { $0.duration($1, $2, in: range, unit, path) }
    }

    /// A path that is absent where something else decides, which `standard` says.
    static func path(
        _ name: String, _ path: Place<FilePath?>, standard: String,
        _ meaning: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            name, "an absolute path", standard: standard, meaning,
            show: { $0[keyPath: path].map { .string($0.string) } }
        ) { if let value = $0.path($1, $2) { $0.configuration[keyPath: path] = value } }
    }

    static func path(
        _ name: String, _ path: Place<FilePath>, _ meaning: String
    ) -> ConfigurationKey {
        ConfigurationKey(name, "an absolute path", meaning, show: { .string($0[keyPath: path].string) }) {
            if let value = $0.path($1, $2) { $0.configuration[keyPath: path] = value }
        }
    }

    /// A text that a type understands or refuses with a sentence.
    static func parsed<Value: CustomStringConvertible & Sendable, Failure: Error & CustomStringConvertible>(
        _ name: String, _ path: Place<Value>, values: String,
        _ parse: @escaping @Sendable (String) throws(Failure) -> Value, _ meaning: String
    ) -> ConfigurationKey {
        ConfigurationKey(name, values, meaning, show: { .string($0[keyPath: path].description) }) {
            if let value = $0.parsed($1, $2, parse) { $0.configuration[keyPath: path] = value }
        }
    }

    /// The same for a value that is absent where something else decides. One that YAML takes for a number, such as the version
    /// 1.30, is read `byText`.
    static func parsed<Value: Sendable, Failure: Error & CustomStringConvertible>(
        _ name: String, _ path: Place<Value?>, as text: any KeyPath<Value, String> & Sendable, values: String,
        standard: String,
        byText rule: String? = nil, _ parse: @escaping @Sendable (String) throws(Failure) -> Value, _ meaning: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            name, values, standard: standard, meaning, show: { $0[keyPath: path].map { .string($0[keyPath: text]) } }
        ) {
            if let value = $0.parsed($1, $2, byText: rule, parse) { $0.configuration[keyPath: path] = value }
        }
    }

    /// One of two ways of use.
    static func offering(_ attachment: Attachment, _ meaning: String) -> ConfigurationKey {
        ConfigurationKey(
            "attachment.\(attachment)", "`true` or `false`", meaning,
            show: { .bool($0.attachments.contains(attachment)) }
        ) { reader, node, word in
            guard let isOffered = reader.boolean(node, word) else { return }
            if isOffered {
                reader.configuration.attachments.insert(attachment)
            } else {
                reader.configuration.attachments.remove(attachment)
            }
        }
    }

    static func roles(_ name: String, _ path: Place<Set<DriverFiles.Role>>, _ meaning: String) -> ConfigurationKey {
        let words = DriverFiles.Role.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        return ConfigurationKey(
            name, "`all`, or a list of \(words)", meaning,
            show: { configuration in
                let roles = configuration[keyPath: path]
                return .array(DriverFiles.Role.allCases.filter(roles.contains).map { .string($0.rawValue) })
            }
        ) { $0.roles($1, $2, path) }
    }

    static func rules(
        _ name: String, _ path: Place<CandidateRules>, _ meaning: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            name, "`classes`, `ids` and `addresses`, see below", standard: "nothing", meaning,
            show: { $0[keyPath: path].json }
        ) { $0.rules($1, $2, path) }
    }

    static func listening(
        _ name: String, _ path: Place<ListenAddress?>, _ meaning: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            name, "`127.0.0.1:9400`, `[::]:9400`, `unix:/run/apus/apusd.sock` or the like", standard: "nowhere",
            meaning,
            show: { $0[keyPath: path].map { .string($0.description) } }
        ) { reader, node, word in
            reader.configuration[keyPath: path] = reader.value(
                node, word, of: ListenAddress.self,
                "write an address and a port, as in 127.0.0.1:9400 or [::]:9400, or a socket as in "
                    + "unix:/run/apus/apusd.sock")
        }
    }

    static func sinks(_ name: String, _ meaning: String) -> ConfigurationKey {
        ConfigurationKey(name, "a list, see below", standard: "`[]`", meaning, show: { .array($0.sinks.map(\.json)) }) {
            reader, node, _ in reader.sinks(node)
        }
    }
}

extension JSONValue {
    /// A plain value as it stands in a configuration.
    fileprivate var word: String {
        switch self {
        case .string(let text): text
        default: compactJSONText
        }
    }
}

extension CandidateRules {
    fileprivate var json: JSONValue {
        [
            "classes": .array(classes.map { .string($0.description) }),
            "ids": .array(ids.map { .string($0.description) }),
            "addresses": .array(addresses.map { .string($0.description) }),
        ]
    }
}
