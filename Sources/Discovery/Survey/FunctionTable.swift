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

/// All functions' IOMMU groups, from their `iommu_group` links.
struct IOMMUGroups: Sendable {
    private var numbers: [PCIAddress: Int] = [:]
    private var members: [Int: [PCIAddress]] = [:]

    init(of functions: FunctionTable) {
        for (address, identity) in functions.functions {
            guard let number = identity.iommuGroup else { continue }
            numbers[address] = number
            members[number, default: []].append(address)
        }
    }

    func group(of address: PCIAddress) -> IOMMUGroup? {
        numbers[address].map { IOMMUGroup(number: $0, members: members[$0] ?? []) }
    }
}
