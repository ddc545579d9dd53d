internal import Hardware
internal import LibPCI

/// What libpci said of every function of the bus.
struct FunctionTable: Sendable {
    private var identities: [PCIAddress: PCIIdentity] = [:]
    /// By address.
    private(set) var candidates: [PCIAddress] = []

    mutating func insert(_ identity: PCIIdentity, at address: PCIAddress, isCandidate: Bool) {
        identities[address] = identity
        if isCandidate { candidates.append(address) }
    }

    func identity(of address: PCIAddress) -> PCIIdentity? { identities[address] }

    var candidateIdentities: Set<PCIIdentity> { Set(candidates.compactMap { identities[$0] }) }
}
