import Documents

/// As much of JSON Schema (2020-12) as the schemas of this repository use. A keyword that it does not know is a fault, lest
/// a rule is written that nobody checks.
struct JSONSchema {
    private let root: JSONValue

    init(_ text: String) throws { root = try JSONValue.reading(json: Array(text.utf8)) }

    /// What is wrong with a document, each with its place.
    func faults(in text: String) throws -> [String] {
        faults(in: try JSONValue.reading(json: Array(text.utf8)), by: root, at: "$")
    }

    private func faults(in value: JSONValue, by schema: JSONValue, at place: String) -> [String] {
        schema.members.flatMap { keyword -> [String] in
            switch keyword.name {
            case "$schema", "$id", "title", "$defs", "additionalProperties": return []
            case "$ref":
                let path = (keyword.value.text ?? "").split(separator: "/").dropFirst().map(String.init)
                let target = path.reduce(root) { $0?[$1] }
                return target.map { faults(in: value, by: $0, at: place) } ?? ["\(place): no \(keyword.value)"]
            case "type": return Self.type(of: value) == keyword.value.text ? [] : ["\(place): no \(keyword.value)"]
            case "const": return value == keyword.value ? [] : ["\(place): not \(keyword.value)"]
            case "enum": return keyword.value.elements.contains(value) ? [] : ["\(place): \(value) is not permitted"]
            case "pattern":
                guard let pattern = keyword.value.text, let regex = try? Regex(pattern), let text = value.text,
                    (try? regex.firstMatch(in: text)) != nil
                else { return ["\(place): \(value) is not \(keyword.value)"] }
                return []
            case "items":
                return value.elements.enumerated().flatMap {
                    faults(in: $0.element, by: keyword.value, at: "\(place)[\($0.offset)]")
                }
            case "required":
                return keyword.value.elements.compactMap(\.text).filter { value[$0] == nil }.map {
                    "\(place): no \($0)"
                }
            case "properties":
                return value.members.flatMap { member in
                    keyword.value[member.name].map { faults(in: member.value, by: $0, at: "\(place).\(member.name)") }
                        ?? (schema["additionalProperties"] == .bool(false) ? ["\(place): unknown \(member.name)"] : [])
                }
            default: return ["unknown keyword \(keyword.name)"]
            }
        }
    }

    private static func type(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
