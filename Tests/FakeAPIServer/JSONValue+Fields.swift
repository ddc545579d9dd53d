internal import Documents

extension JSONValue {
    /// The same object with one member replaced, added or, for nil, left out.
    func setting(_ name: String, _ value: JSONValue?) -> JSONValue {
        guard let value else { return .object(members.filter { $0.name != name }) }
        guard members.contains(where: { $0.name == name }) else { return .object(members + [Member(name, value)]) }
        return .object(members.map { $0.name == name ? Member(name, value) : $0 })
    }
}
