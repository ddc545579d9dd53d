internal import Hardware
internal import Sysfs

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
