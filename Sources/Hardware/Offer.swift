/// Whether an accelerator appears in CDI specs and ResourceSlices, or why not. Only ready ones are offered.
package enum Offer: Hashable, Sendable {
    case offered
    case withheld(because: String)

    package var reason: String? {
        guard case .withheld(let reason) = self else { return nil }
        return reason
    }
}
