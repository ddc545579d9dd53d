internal import Hardware
internal import Sysfs

/// What every function of the bus says of itself.
struct FunctionTable: Sendable {
    /// By address.
    private(set) var functions: [(address: PCIAddress, identity: FunctionIdentity)] = []
    private var identities: [PCIAddress: FunctionIdentity] = [:]
    /// By address.
    private(set) var candidates: [PCIAddress] = []

    mutating func insert(_ identity: FunctionIdentity, at address: PCIAddress, isCandidate: Bool) {
        functions.append((address, identity))
        identities[address] = identity
        if isCandidate { candidates.append(address) }
    }

    func identity(of address: PCIAddress) -> FunctionIdentity? { identities[address] }
}
