package import Documents

/// Where claims are read: the cluster's API server.
package protocol ClaimSource: Sendable {
    /// The object as the server has it. It may be of another UID than the one that is asked for.
    func document(of claim: ClaimReference) async throws(ClaimSourceError) -> JSONValue
}

/// Why there is no claim to be read.
package enum ClaimSourceError: Error, Hashable, Sendable {
    /// The server says that there is none of that name.
    case missing
    /// The server lets us read claims of this node's pods alone, and does not take this for one of them; nor does it one
    /// that is gone. A whole sentence.
    case withheld(String)
    /// A whole sentence.
    case unreadable(String)
}
