import Hardware

/// Hands out the places and numbers of a generated machine's cards.
struct CardSlots {
    private var domain: UInt32 = 0
    private var nextBus = 0
    private var cards = 0
    private var groups = 0
    private var drmDevices = 0

    /// A root port, the card below it and the buses that the card's functions need.
    struct Slot {
        let port: PCIAddress
        let card: PCIAddress
        let buses: ClosedRange<UInt8>
        let numaNode: Int
    }

    mutating func next(functions: Int) -> Slot {
        let width = (functions + 255) / 256
        precondition(width < 256, "\(functions) functions do not fit into one PCI domain")
        if nextBus + width > 255 {
            domain += 1
            nextBus = 0
        }
        let root = UInt8(nextBus)
        let first = root + 1
        guard let port = PCIAddress(domain: domain, bus: root, device: 1, function: 0),
            let card = PCIAddress(domain: domain, bus: first, device: 0, function: 0)
        else { preconditionFailure("device 1 and function 0 are always valid") }
        nextBus += 1 + width
        cards += 1
        return Slot(port: port, card: card, buses: first...(first + UInt8(width - 1)), numaNode: (cards - 1) % 2)
    }

    mutating func nextGroup() -> Int { takeGroups(1) }

    mutating func takeGroups(_ count: Int) -> Int {
        defer { groups += count }
        return groups
    }

    /// Render minors are 128 to 191 and card minors 0 to 63; further devices take pairs from 192 on
    /// (drivers/gpu/drm/drm_drv.c, `DRM_EXTENDED_MINOR_LIMIT`).
    mutating func nextMinors() -> (number: Int, card: Int, render: Int) {
        defer { drmDevices += 1 }
        guard drmDevices >= 64 else { return (drmDevices, drmDevices, 128 + drmDevices) }
        let render = 192 + 2 * (drmDevices - 64)
        return (drmDevices, render + 1, render)
    }
}
