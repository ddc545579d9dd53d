internal import Hardware

/// All functions' IOMMU groups, from their `iommu_group` links.
struct IOMMUGroups {
    private var numbers: [PCIAddress: Int] = [:]
    private var members: [Int: [PCIAddress]] = [:]

    init(of functions: [(address: PCIAddress, iommuGroup: Int?)]) {
        for (address, number) in functions {
            guard let number else { continue }
            numbers[address] = number
            members[number, default: []].append(address)
        }
    }

    func apply(to devices: inout [FoundDevice]) {
        for index in devices.indices {
            guard let number = numbers[devices[index].address] else { continue }
            devices[index].function.iommuGroup = IOMMUGroup(number: number, members: members[number] ?? [])
        }
    }
}
