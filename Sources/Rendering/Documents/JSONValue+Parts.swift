/// What a value holds, for readers that have to live with any document: of another kind it holds nothing.
extension JSONValue {
    package var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    package var number: Int64? {
        guard case .integer(let number) = self else { return nil }
        return number
    }

    package var elements: [JSONValue] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    package var members: [Member] {
        guard case .object(let members) = self else { return [] }
        return members
    }
}
