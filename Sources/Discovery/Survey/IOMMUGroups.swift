internal import Hardware
internal import Sysfs

/// All functions' IOMMU groups, from their `iommu_group` links.
struct IOMMUGroups: Sendable {
    private var numbers: [PCIAddress: Int] = [:]
    private var members: [Int: [PCIAddress]] = [:]

    /// Takes all functions of the bus, sorted.
    init(of addresses: [PCIAddress], in host: HostRoot) {
        for address in addresses {
            guard
                let number = host.link("/sys/bus/pci/devices/\(address)/iommu_group")?
                    .split(separator: "/").last.flatMap({ Int(decimalDigits: $0) })
            else { continue }
            numbers[address] = number
            members[number, default: []].append(address)
        }
    }

    func group(of address: PCIAddress) -> IOMMUGroup? {
        numbers[address].map { IOMMUGroup(number: $0, members: members[$0] ?? []) }
    }
}
