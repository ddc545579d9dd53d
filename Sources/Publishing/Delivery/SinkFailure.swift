/// Why a sink did not take a publication. Reasons are sentences that a person can act on.
package enum SinkFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// It may work later: the other side is down, slow or full.
    case unavailable(String)
    /// The other side asks to wait at least that long.
    case throttled(String, retryAfter: Duration)
    /// The same publication would be refused again: a person has to change something.
    case rejected(String)

    package var description: String {
        switch self {
        case .unavailable(let reason), .throttled(let reason, _), .rejected(let reason): reason
        }
    }
}
