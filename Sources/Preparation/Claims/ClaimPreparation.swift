/// Prepares the claims of the pods that are to start on this node, and undoes that. May be called for several claims,
/// and for the same claim, at once.
package protocol ClaimPreparation: Sendable {
    /// Makes the claim's devices ready for containers. The answer is the same however often it is asked for.
    func prepare(_ claim: ClaimReference) async throws(PreparationError) -> [PreparedDevice]

    /// Undoes what was done for the claim. Nothing has to be undone for a claim that nobody knows.
    func unprepare(_ claim: ClaimReference) async throws(PreparationError)
}
