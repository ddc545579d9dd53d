internal import Hardware

/// Where a device stands in the order of a pool, as one number, so that pages can be cut at its bits.
///
/// A virtual function has its physical function's number but for the lowest bits: the two stand together, the physical
/// function first, the virtual ones behind it by index.
struct PageKey: Hashable, Comparable {
    let bits: UInt64

    init(_ function: PCIFunction) {
        switch function.sriov {
        case .virtual(of: let parent, index: let index?):
            self.init(parent, slot: min(UInt16(clamping: index), .max - 1) + 1)
        case .none, .physical, .virtual(of: _, index: nil):
            self.init(function.address, slot: 0)
        }
    }

    private init(_ address: PCIAddress, slot: UInt16) {
        bits = UInt64(address.domain) << 32 | UInt64(address.routingID) << 16 | UInt64(slot)
    }

    static func < (left: PageKey, right: PageKey) -> Bool { left.bits < right.bits }
}
