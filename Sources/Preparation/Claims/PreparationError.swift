/// Why a claim could not be prepared, or not be undone. The kubelet shows the sentence in an event of the pod, so it is
/// written for the pod's owner.
package enum PreparationError: Error, Hashable, Sendable {
    /// What the kubelet sent cannot be a claim.
    case impossible(ClaimReference)
    /// The claim could not be read from the API server. The reason is a whole sentence.
    case unreadable(ClaimReference, String)
    /// There is no such claim.
    case missing(ClaimReference)
    /// The API server's claim makes no sense.
    case malformed(ClaimReference, ClaimFault)
    /// Another claim has the name by now.
    case replaced(ClaimReference, by: String)
    case unallocated(ClaimReference)
    case unreserved(ClaimReference)
    case foreignPool(ClaimReference, AllocatedDevice, own: String)
    case misconfigured(ClaimReference, ClaimConfigurationError)
    case absent(ClaimReference, device: String)
    /// The reason is a sentence without a final stop.
    case unusable(ClaimReference, device: String, String)
    case held(ClaimReference, device: String, by: ClaimReference)
    /// The device is a part of one that another claim holds, or has it as a part.
    case partlyHeld(ClaimReference, device: String, with: String, by: ClaimReference)
    /// No survey of the machine has ended yet.
    case unsurveyed(ClaimReference)
    /// The node's name is not known. The reason is a whole sentence.
    case nameless(ClaimReference, String)
    case unwritable(ClaimReference, ClaimStepError)
    case notUndone(ClaimReference, ClaimStepError)
}

extension PreparationError {
    /// The claim that is in the way.
    var holder: ClaimReference? {
        switch self {
        case .held(_, _, let holder), .partlyHeld(_, _, _, let holder): holder
        default: nil
        }
    }
}

extension PreparationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .impossible(let claim): "The kubelet sent \"\(claim.uid)\" for the UID of a claim, which none can have."
        case .unreadable(let claim, let reason): "The claim \(claim) cannot be read from the API server: \(reason)"
        case .missing(let claim): "There is no claim \(claim). Delete the pod, so that it is made with a new one."
        case .malformed(let claim, let fault): "The claim \(claim) makes no sense: \(fault)."
        case .replaced(let claim, let uid):
            "The claim \(claim) was deleted and made again: its UID is \(uid), and the pod was given \(claim.uid). "
                + "Delete the pod, so that it is made for the new claim."
        case .unallocated(let claim):
            "The claim \(claim) has no devices yet. If the pod names its node by itself, leave that to the scheduler, "
                + "which allocates them."
        case .unreserved(let claim):
            "The claim \(claim) is reserved for no pod. The scheduler does that for pods that it places."
        case .foreignPool(let claim, let allocated, let own):
            "The claim \(claim) was given the device \(allocated.device) of the pool \(allocated.pool), and the pool of "
                + "this node is \(own)."
        case .misconfigured(let claim, let error): "The claim \(claim) cannot be followed. \(error)"
        case .absent(let claim, let device):
            "The device \(device) of the claim \(claim) is not in this machine. Delete the pod and its claim, so that "
                + "another device is allocated."
        case .unusable(let claim, let device, let reason):
            "The device \(device) of the claim \(claim) cannot be used now: \(reason)."
        case .held(let claim, let device, let other):
            "The device \(device) of the claim \(claim) is held by the claim \(other) (UID \(other.uid)). It is free when "
                + "the pods of that claim have ended."
        case .partlyHeld(let claim, let device, let overlapping, let other):
            "The device \(device) of the claim \(claim) shares its hardware with \(overlapping), which the claim \(other) "
                + "(UID \(other.uid)) holds. It is free when the pods of that claim have ended."
        case .unsurveyed(let claim):
            "The claim \(claim) cannot be prepared yet: this machine's devices are still being looked for. The kubelet "
                + "tries again by itself."
        case .nameless(let claim, let reason): "The pool of the claim \(claim) cannot be checked: \(reason)"
        case .unwritable(let claim, let error): "The claim \(claim) cannot be prepared. \(error)"
        case .notUndone(let claim, let error): "The claim \(claim) cannot be undone. \(error)"
        }
    }
}
