internal import Claims

/// Answers the kubelet's calls, whatever their version: each claim has its own answer, by its UID, and what is wrong with
/// one of them is no matter of the others.
struct ClaimAnswers: Sendable {
    let operations: ClaimOperations

    /// Every claim is there, even where it has no devices: the kubelet counts.
    func prepare(_ claims: [ClaimReference]) async -> [String: Result<[PreparedDevice], Refusal>] {
        await answer(claims, .prepare)
    }

    func unprepare(_ claims: [ClaimReference]) async -> [String: Result<[PreparedDevice], Refusal>] {
        await answer(claims, .unprepare)
    }

    private func answer(
        _ claims: [ClaimReference], _ kind: ClaimOperation.Kind
    ) async -> [String: Result<[PreparedDevice], Refusal>] {
        await withTaskGroup(of: (String, Result<[PreparedDevice], Refusal>).self) { group in
            for claim in claims {
                group.addImmediateTask {
                    guard let outcome = await operations.outcome(of: kind, claim) else {
                        return (claim.uid, .failure(.overdue(kind, claim)))
                    }
                    return (claim.uid, outcome.mapError { Refusal(sentence: $0.description) })
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }
}

/// Why a claim is not prepared, or not undone, in a sentence that the kubelet shows to the pod's owner.
struct Refusal: Error, Hashable {
    let sentence: String

    init(sentence: String) { self.sentence = sentence }

    static func overdue(_ kind: ClaimOperation.Kind, _ claim: ClaimReference) -> Refusal {
        switch kind {
        case .prepare: Refusal(sentence: "The claim \(claim) is still being prepared. The kubelet will ask again.")
        case .unprepare: Refusal(sentence: "The claim \(claim) is still being undone. The kubelet will ask again.")
        }
    }
}
