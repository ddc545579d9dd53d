package import Hardware

/// The devices of slices that were rendered before, for accelerators that are still as they were: of hundreds a change
/// touches few, and those that are taken over need neither be made nor compared again.
package struct RenderedDevices {
    private let accelerators: [Accelerator]
    private let places: [Accelerator.Position: Int]
    private let devices: [String: SliceDevice]

    /// `slices` were rendered from the inventory, beside devices that were held.
    package init(_ slices: [ResourceSlice], of inventory: Inventory, held: [HeldDevice] = []) {
        let accelerators = inventory.accelerators
        // These are as a claim has them.
        let heldNames = Set(held.map(\.name))
        self.accelerators = accelerators
        places = Dictionary(accelerators.indices.map { (accelerators[$0].position, $0) }) { first, _ in first }
        devices = Dictionary(
            slices.flatMap(\.devices).filter { !heldNames.contains($0.name) }.map { ($0.name, $0) }
        ) { first, _ in first }
    }

    /// What `SliceDevice(accelerator, physicalFunction:)` gives; nil where that has to be made.
    func device(of accelerator: Accelerator, physicalFunction: Accelerator?) -> SliceDevice? {
        guard let place = places[accelerator.position], accelerators[place] == accelerator,
            var device = devices[accelerator.name.description],
            device.attributes[.pfDevice] == physicalFunction.map({ .string($0.name.description) })
        else { return nil }
        // What the pool adds depends on its other devices.
        device.capacity[.vfs] = nil
        device.consumesCounters = []
        device.taints = []
        return device
    }
}
