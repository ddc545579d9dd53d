/// The settings of a TOML file, as far as container runtimes' configurations need: tables, and in them booleans, strings
/// and arrays of strings. What it does not understand it leaves out.
struct TOMLSettings {
    /// By the name of the table, as it stands between the brackets, and the key.
    private var values: [String: [String: String]] = [:]

    init(_ text: String) {
        var table = ""
        var pending: (key: String, value: String)?
        for line in text.split(whereSeparator: \.isNewline) {
            let code = Self.withoutComment(line)
            if let open = pending {
                let value = open.value + code
                pending = Self.isComplete(value) ? nil : (open.key, value)
                values[table, default: [:]][open.key] = value
            } else if code.first == "[" {
                table = Self.trimmed(code.drop { $0 == "[" }.prefix { $0 != "]" })
                    .filter { $0 != "\"" && $0 != "'" && $0 != " " }
            } else if let sign = code.firstIndex(of: "=") {
                let key = Self.trimmed(code[..<sign]).filter { $0 != "\"" }
                let value = Self.trimmed(code[code.index(after: sign)...])
                values[table, default: [:]][key] = value
                if !Self.isComplete(value) { pending = (key, value) }
            }
        }
    }

    /// The key as it was written: `true`, `["/etc/cdi"]`; nil where the table has none.
    private func raw(_ key: String, in table: String) -> String? { values[table]?[key] }

    func bool(_ key: String, in table: String) -> Bool? {
        switch raw(key, in: table) {
        case "true": true
        case "false": false
        default: nil
        }
    }

    func integer(_ key: String, in table: String) -> Int? { raw(key, in: table).flatMap { Int($0) } }

    func strings(_ key: String, in table: String) -> [String]? {
        guard let value = raw(key, in: table), value.first == "[" else { return nil }
        return value.split { $0 == "\"" || $0 == "'" }.enumerated().compactMap {
            $0.offset.isMultiple(of: 2) ? nil : String($0.element)
        }
    }

    private static func isComplete(_ value: String) -> Bool { value.first != "[" || value.contains("]") }

    private static func withoutComment(_ line: Substring) -> String {
        var quote: Character?
        for (index, character) in zip(line.indices, line) {
            if character == quote {
                quote = nil
            } else if quote == nil, character == "\"" || character == "'" {
                quote = character
            } else if quote == nil, character == "#" {
                return trimmed(line[..<index])
            }
        }
        return trimmed(line)
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let start = text.drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
