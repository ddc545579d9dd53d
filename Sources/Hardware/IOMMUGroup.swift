/// An IOMMU group: the smallest set of functions that the IOMMU can keep apart from all others.
package struct IOMMUGroup: Hashable, Sendable {
    package let number: Int
    /// All functions of the group that are known, the owner of this value included, by address.
    package var members: [PCIAddress]

    package init(number: Int, members: [PCIAddress]) {
        self.number = number
        self.members = members
    }
}
