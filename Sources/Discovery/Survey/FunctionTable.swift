internal import Hardware
internal import LibPCI

/// What libpci said of every function of the bus.
struct FunctionTable: Sendable {
    private var identities: [PCIAddress: PCIIdentity] = [:]
    private var names: [PCIAddress: ProductName] = [:]
    /// By address.
    private(set) var candidates: [PCIAddress] = []

    mutating func insert(_ identity: PCIIdentity, name: ProductName, at address: PCIAddress, isCandidate: Bool) {
        identities[address] = identity
        if isCandidate {
            names[address] = name
            candidates.append(address)
        }
    }

    func identity(of address: PCIAddress) -> PCIIdentity? { identities[address] }

    func name(of address: PCIAddress) -> ProductName { names[address] ?? ProductName() }
}
