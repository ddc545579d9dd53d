internal import Documents

extension JSONValue {
    /// The same object with one member replaced, added or, for nil, left out.
    func setting(_ name: String, _ value: JSONValue?) -> JSONValue {
        var members = members
        let index = members.firstIndex { $0.name == name }
        switch (index, value) {
        case (let index?, let value?): members[index] = Member(name, value)
        case (let index?, nil): members.remove(at: index)
        case (nil, let value?): members.append(Member(name, value))
        case (nil, nil): break
        }
        return .object(members)
    }

    /// What the API takes for a field that is not there: lists, maps and texts without content, `false` and `null`.
    var isUnset: Bool {
        switch self {
        case .null, .bool(false), .string(""), .array([]), .object([]): true
        default: false
        }
    }
}
