import Documents

/// A slice's `spec` for comparison: servers name slices themselves, order members as they like, and may count
/// generations on their own.
struct ObservedSlice {
    let generation: Int64?
    /// Without the generation, members by name.
    let content: JSONValue

    init(_ document: JSONValue) {
        let spec = document["spec"] ?? .null
        generation =
            switch spec["pool"]?["generation"] {
            case .integer(let generation): generation
            default: nil
            }
        content = spec.sorted(without: "generation")
    }
}

extension JSONValue {
    fileprivate func sorted(without name: String) -> JSONValue {
        switch self {
        case .object(let members):
            .object(
                members.filter { $0.name != name }.sorted { $0.name < $1.name }
                    .map { Member($0.name, $0.value.sorted(without: name)) })
        case .array(let elements): .array(elements.map { $0.sorted(without: name) })
        case .null, .bool, .integer, .string: self
        }
    }
}
