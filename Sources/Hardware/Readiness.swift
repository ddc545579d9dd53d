/// Whether an accelerator can be used now. Reasons are sentences without a final stop.
package enum Readiness: Hashable, Sendable {
    case ready
    /// A driver is bound, but its device nodes are not there yet.
    case pending(String)
    /// No driver is bound.
    case unbound
    case failed(String)

    /// `ready`, `pending`, `unbound` or `failed`.
    package var state: String {
        switch self {
        case .ready: "ready"
        case .pending: "pending"
        case .unbound: "unbound"
        case .failed: "failed"
        }
    }

    package var reason: String? {
        switch self {
        case .ready, .unbound: nil
        case .pending(let reason), .failed(let reason): reason
        }
    }

    package var isPending: Bool {
        guard case .pending = self else { return false }
        return true
    }
}
