package import Hardware

/// What a survey found, by the names that devices are allocated by. A node has hundreds, and each claim of a pod that waits
/// looks for some of them.
package struct SurveyedDevices: Sendable {
    package let inventory: Inventory
    private let places: [String: Int]
    /// Of those that have virtual functions.
    private let placesOfPhysicalFunctions: [PCIAddress: Int]

    package init(_ inventory: Inventory) {
        self.inventory = inventory
        let accelerators = inventory.accelerators
        places = Dictionary(
            accelerators.enumerated().map { ($1.name.description, $0) },
            // Of two that have one name, which is none's fault here, at most one is offered.
            uniquingKeysWith: { accelerators[$0].isOffered ? $0 : $1 })
        let parents = Set(accelerators.compactMap(\.function.sriov.parent))
        placesOfPhysicalFunctions = Dictionary(
            accelerators.enumerated().filter { parents.contains($1.address) }.map { ($1.address, $0) },
            // A card stands before its partitions.
            uniquingKeysWith: { first, _ in first })
    }

    package subscript(name: String) -> Accelerator? { places[name].map { inventory.accelerators[$0] } }

    /// The parent of a virtual function, where it was found.
    func physicalFunction(of accelerator: Accelerator) -> Accelerator? {
        accelerator.function.sriov.parent.flatMap { placesOfPhysicalFunctions[$0] }.map { inventory.accelerators[$0] }
    }

    package func offers(_ name: String) -> Bool { places[name].map { inventory.accelerators[$0].isOffered } ?? false }
}
