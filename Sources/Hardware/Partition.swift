/// A share of a card that is used like a card of its own: a compute partition of AMD's, a MIG instance of NVIDIA's.
package struct Partition: Hashable, Sendable {
    /// The whole card's name.
    package var parent: DeviceName
    /// How the card is divided, as its driver calls it: `CPX`, `1g.10gb`.
    package var profile: String
    /// The place among the card's partitions, from 0, in an order that no new numbering of nodes changes.
    package var index: Int

    package init(parent: DeviceName, profile: String, index: Int) {
        self.parent = parent
        self.profile = profile
        self.index = index
    }
}
