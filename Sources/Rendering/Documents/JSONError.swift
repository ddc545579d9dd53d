/// Why a text is no JSON document.
package enum JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// In json-c's words; the offset counts bytes.
    case syntax(String, offset: Int)
    case outOfMemory

    package var description: String {
        switch self {
        case .syntax(let problem, let offset): "This is not JSON: \(problem), at byte \(offset)."
        case .outOfMemory: "There was not enough memory to read the document."
        }
    }
}
