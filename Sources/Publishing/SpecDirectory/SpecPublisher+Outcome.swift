extension SpecPublisher {
    /// What publishing came to.
    package struct Outcome: Hashable, Sendable {
        package let change: Change
        /// Whether there was a file of that name that this agent did not know for its own: one that
        /// `apus cdi generate` wrote, or from before the state was lost.
        package let isTakenOver: Bool
        /// Why the file, though it is right, is not remembered as this agent's own.
        package let listFault: SpecPublishingError?

        package enum Change: Hashable, Sendable {
            case written
            /// The same as before was written again, because somebody else had changed or removed it.
            case repaired
            /// The file held the same already, or there was none and none is wanted.
            case unchanged
            case removed
        }
    }
}
