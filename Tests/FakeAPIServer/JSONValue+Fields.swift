internal import Documents

extension JSONValue {
    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    var number: Int64? {
        guard case .integer(let number) = self else { return nil }
        return number
    }

    var elements: [JSONValue] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    var members: [Member] {
        guard case .object(let members) = self else { return [] }
        return members
    }

    /// The same object with one member replaced, added or, for nil, left out.
    func setting(_ name: String, _ value: JSONValue?) -> JSONValue {
        guard let value else { return .object(members.filter { $0.name != name }) }
        guard members.contains(where: { $0.name == name }) else { return .object(members + [Member(name, value)]) }
        return .object(members.map { $0.name == name ? Member(name, value) : $0 })
    }
}
