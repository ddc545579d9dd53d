package import Hardware
package import Sysfs

/// Writes down what discovery reads of a host, in umockdev's device description, so that a replay gives the same
/// documents as the host did: its accelerators, the bridges above them, PF and VF relatives, other members of their
/// IOMMU groups, their nodes, KFD, and the files of drivers below /proc.
package struct Recorder {
    private let host: HostRoot
    private let inventory: Inventory
    private let anonymizer: Anonymizer?

    /// An anonymous recording has replacements for serial numbers, unique ids, MAC addresses and the host's name.
    package init(_ host: HostRoot, inventory: Inventory, isAnonymous: Bool = false) {
        self.host = host
        self.inventory = inventory
        anonymizer = isAnonymous ? Anonymizer() : nil
    }

    /// The records' texts, one after the other. `progress` hears how many functions of how many are recorded.
    package func records(progress: ((_ done: Int, _ total: Int) -> Void)? = nil) -> [String] {
        var anonymizer = anonymizer
        let source = RecordSource(host, inventory: inventory)
        let functions = functions
        let devices =
            functions.enumerated().flatMap { index, address in
                defer { progress?(index + 1, functions.count) }
                return source.function(at: address)
            } + source.sharedDevices() + source.nodesOfUserSpace()
            + source.devicesElsewhere()
        var records = [RecordedFiles(host, inventory: inventory).record()] + devices
        var seen: Set<String> = []
        records = records.filter { seen.insert($0.path).inserted }
        return Self.withoutClashes(records).map { record in
            var record = record
            anonymizer?.apply(to: &record)
            return record.text
        }
    }

    /// umockdev, like the kernel, has room for one device of a name in a class. Where a broken host has two, the second
    /// stays in its function's directory, as plain files.
    private static func withoutClashes(_ records: [DeviceRecord]) -> [DeviceRecord] {
        var kept: [DeviceRecord] = []
        var names: Set<String> = []
        for record in records {
            if names.insert("\(record.subsystem ?? "")/\(record.path.lastPathComponent)").inserted {
                kept.append(record)
            } else if let parent = kept.lastIndex(where: { record.path.hasPrefix($0.path + "/") }) {
                kept[parent].absorb(record)
            }
        }
        return kept
    }

    /// By address.
    private var functions: [PCIAddress] {
        var addresses: Set<PCIAddress> = []
        for accelerator in inventory.accelerators {
            let function = accelerator.function
            addresses.insert(function.address)
            addresses.formUnion(function.upstream)
            addresses.formUnion(function.iommuGroup?.members ?? [])
            addresses.formUnion(function.sriov.physicalFunction?.virtualFunctions.map(\.address) ?? [])
            if let parent = function.sriov.parent { addresses.insert(parent) }
        }
        addresses.formUnion(inventory.omissions.compactMap(\.address))
        return addresses.sorted()
    }
}
