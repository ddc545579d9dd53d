internal import Hardware
internal import Sysfs

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

/// Functions that keep vfio from opening their IOMMU group: it opens one only when each function in it is free or has a
/// driver that leaves the group's memory alone (`iommu_device_use_default_domain` in the kernel). Each group is looked
/// through once.
struct IOMMUGroupBlockers {
    private var blockers: [Int: (address: PCIAddress, driver: String)] = [:]

    init(beside devices: [FoundDevice], in host: HostRoot) {
        var seen: Set<Int> = []
        for device in devices where device.attachment == .passthrough {
            guard let group = device.function.iommuGroup, seen.insert(group.number).inserted else { continue }
            blockers[group.number] = Self.first(of: group.members, in: host)
        }
    }

    /// A sentence without a final stop; nil where the group can be opened.
    func reason(against function: PCIFunction) -> String? {
        guard let group = function.iommuGroup, let blocker = blockers[group.number] else { return nil }
        return
            "IOMMU group \(group.number) also holds \(blocker.address), which driver \(blocker.driver) keeps from vfio"
    }

    private static func first(
        of members: [PCIAddress], in host: HostRoot
    ) -> (address: PCIAddress, driver: String)? {
        for member in members {
            guard let files = FunctionFiles.open(member, in: host), let driver = files.driver, !files.isKeptByVFIO,
                !isTrusted(driver)
            else { continue }
            return (member, driver)
        }
        return nil
    }

    /// The drivers with `driver_managed_dma`. Of those for bridges only pcieport has it, and shpchp has not; pci-pf-stub has
    /// not, either.
    private static func isTrusted(_ driver: String) -> Bool {
        driver == "pcieport" || driver == "pci-stub"
    }
}
