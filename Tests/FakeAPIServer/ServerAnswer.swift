package import Documents

/// What the server does with a request.
package enum ServerAnswer: Sendable {
    case document(Int, JSONValue, retryAfter: Int? = nil)
    /// A watch that begins with these lines.
    case watch(id: Int, [String])

    package static func status(
        _ code: Int, _ reason: String, _ message: String, fields: [String] = [], retryAfter: Int? = nil
    ) -> ServerAnswer {
        .document(code, statusObject(code, reason, message, fields: fields), retryAfter: retryAfter)
    }

    static func statusObject(_ code: Int, _ reason: String, _ message: String, fields: [String] = []) -> JSONValue {
        [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure",
            "message": .string(message), "reason": .string(reason), "code": .integer(Int64(code)),
            "details": ["causes": .array(fields.map { ["field": .string($0), "message": .string(message)] })],
        ]
    }
}
