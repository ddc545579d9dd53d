/// Something that happened to a claim: the log tells of it, and some of it asks for another survey.
package enum ClaimEvent: Hashable, Sendable {
    case prepared(PreparedClaim)
    case refused(ClaimReference, PreparationError)
    case unprepared(PreparedClaim)
    /// An earlier run was cut off while it prepared the claim.
    case interruptionUndone(PreparedClaim)
    /// No pod uses the claim any more, and nobody asked for it to be undone.
    case discarded(PreparedClaim)
    case notUndone(ClaimReference, ClaimStepError)
    /// The files of a prepared claim could not be renewed.
    case notRenewed(ClaimReference, ClaimStepError)
    /// The journal's entry for the UID cannot be read.
    case damaged(uid: String)
    /// An older or newer version of this program has written the journal's entry for the UID.
    case otherFormat(uid: String, Int64)
}

extension ClaimEvent: CustomStringConvertible {
    package var description: String {
        switch self {
        case .prepared(let claim): "Prepared the claim \(claim.claim): \(Self.devices(of: claim))."
        case .refused(_, let error): error.description
        case .unprepared(let claim): "Undid the claim \(claim.claim): \(Self.devices(of: claim))."
        case .interruptionUndone(let claim):
            "Undid the claim \(claim.claim), which an earlier run was preparing when it ended."
        case .discarded(let claim): "Undid the claim \(claim.claim), which no pod of this node uses any more."
        case .notUndone(let claim, let error): PreparationError.notUndone(claim, error).description
        case .notRenewed(let claim, let error): "The files of the claim \(claim) are not up to date. \(error)"
        case .damaged(let uid):
            "The journal's entry for the claim with the UID \(uid) is damaged. It is written anew when the claim is "
                + "prepared again, and removed when it is undone."
        case .otherFormat(let uid, let format):
            "The journal's entry for the claim with the UID \(uid) has the format \(format), and this version of apusd "
                + "knows \(PreparedClaim.format) alone. The claim's files stay as they are until it is prepared again, "
                + "which writes the entry anew, or undone."
        }
    }

    private static func devices(of claim: PreparedClaim) -> String {
        claim.devices.map(\.allocated.device).joined(separator: ", ")
    }
}
