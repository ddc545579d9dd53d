package import Hardware

/// What is to be published of an inventory.
package struct PoolDecision: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        /// The pool is as it was, with its generation; nobody has to be told.
        case unchanged(SlicePublication)
        case changed(SlicePublication)
        /// Nothing may be said now, and what was said stays. The reason is a sentence without a final stop.
        case withheld(because: String)
    }

    package let outcome: Outcome
    /// What was offered but could not be announced.
    package let omissions: [Omission]

    /// Absent where it is withheld.
    package var publication: SlicePublication? {
        switch outcome {
        case .unchanged(let publication), .changed(let publication): publication
        case .withheld: nil
        }
    }
}
