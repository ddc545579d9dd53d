/// What a function is to SR-IOV. A virtual function without its physical function cannot be spelled.
package enum SRIOVRole: Hashable, Sendable {
    case none
    case physical(PhysicalFunction)
    /// `index` counts from 0 as the physical function's `virtfnN` links do; absent where those links are not there.
    case virtual(of: PCIAddress, index: Int?)

    package var physicalFunction: PhysicalFunction? {
        guard case .physical(let function) = self else { return nil }
        return function
    }

    /// The physical function's address, of a virtual function.
    package var parent: PCIAddress? {
        guard case .virtual(let address, _) = self else { return nil }
        return address
    }

    package var isVirtual: Bool { parent != nil }
}
