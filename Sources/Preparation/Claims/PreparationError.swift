/// Why a claim could not be prepared, or not be undone. The kubelet shows the sentence in an event of the pod, so it is
/// written for the pod's owner.
package enum PreparationError: Error, Hashable, Sendable {
    /// The claim could not be read from the API server. The reason is a whole sentence.
    case unreadable(ClaimReference, String)
    /// Another claim has the name by now.
    case replaced(ClaimReference, by: String)
}

extension PreparationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreadable(let claim, let reason): "The claim \(claim) cannot be read from the API server: \(reason)"
        case .replaced(let claim, let uid):
            "The claim \(claim) was deleted and made again: its UID is \(uid), and the pod was given \(claim.uid). "
                + "Delete the pod, so that it is made for the new claim."
        }
    }
}
