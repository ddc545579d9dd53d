internal import Documents

/// A part of an API object with the place where it stands, so that a fault can be named.
struct APIField {
    let value: JSONValue?
    let path: String

    init(_ value: JSONValue?, _ path: String = "") {
        self.value = value == .null ? nil : value
        self.path = path
    }

    subscript(name: String) -> APIField { APIField(value?[name], path.isEmpty ? name : "\(path).\(name)") }

    func text() throws(ClaimFault) -> String {
        guard let text = value?.text, !text.isEmpty else { throw ClaimFault("\(path) is no text") }
        return text
    }

    func textIfThere() throws(ClaimFault) -> String? { value == nil ? nil : try text() }

    /// False where it is absent, as the API has it.
    func flag() throws(ClaimFault) -> Bool {
        guard let value else { return false }
        guard case .bool(let flag) = value else { throw ClaimFault("\(path) is neither true nor false") }
        return flag
    }

    /// None where it is absent.
    func elements() throws(ClaimFault) -> [APIField] {
        guard let value else { return [] }
        guard case .array(let elements) = value else { throw ClaimFault("\(path) is no list") }
        return elements.enumerated().map { APIField($1, "\(path)[\($0)]") }
    }
}

/// What makes no sense in a claim that the API server gave: half a sentence.
package struct ClaimFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
