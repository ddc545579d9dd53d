internal import Hardware

/// What shares its hardware with a device without being it: the card of a partition and the partitions of a card, and,
/// unless they are offered as if they were independent, the physical function of a virtual one and the other way round.
///
/// Schedulers that work with counters keep these apart. Without counters nobody does, and a card may have been divided
/// since it was given away.
struct HardwareOverlap {
    private let card: String?
    private let partitionPrefix: String
    private let functions: Set<PCIAddress>
    /// Where the device is and all that shares its hardware: names of devices and of their partitions follow from these.
    let addresses: Set<PCIAddress>

    init(of accelerator: Accelerator, where policy: PhysicalFunctionPolicy) {
        card = accelerator.partition?.parent.description
        partitionPrefix = accelerator.name.partitionPrefix
        let sriov = accelerator.function.sriov
        functions =
            policy == .offer
            ? []
            : Set((sriov.physicalFunction?.virtualFunctions.map(\.address) ?? []) + [sriov.parent].compactMap(\.self))
        addresses = functions.union([accelerator.address])
    }

    func contains(_ device: PreparedClaim.Device) -> Bool {
        device.allocated.device == card || device.allocated.device.hasPrefix(partitionPrefix)
            || functions.contains(device.address)
    }
}
