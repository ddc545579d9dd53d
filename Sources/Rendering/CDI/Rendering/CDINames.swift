package import Hardware

/// The names by which a CDI spec knows the devices that an inventory offers, in the order of the inventory.
package struct CDINames {
    package let devices: [(accelerator: Accelerator, names: [String])]
    private let byName: [DeviceName: [String]]

    package init(_ inventory: Inventory) {
        var places = Places()
        let offered = inventory.offered
        let uuids = Dictionary(grouping: offered.compactMap(\.ownUUID), by: \.self)
        let devices: [(accelerator: Accelerator, names: [String])] = offered.compactMap { accelerator in
            let place = places.next(accelerator)
            // A device without edits would make runtimes refuse the whole file.
            guard !accelerator.injectedNodes(for: []).isEmpty else { return nil }
            let address = accelerator.partition == nil ? accelerator.address.description : nil
            // Runtimes refuse a file that has a name twice, whatever a driver may say.
            let uuid = accelerator.ownUUID.flatMap { uuids[$0]?.count == 1 ? $0 : nil }
            return (accelerator, [accelerator.name.description, address, uuid, place].compactMap(\.self))
        }
        self.devices = devices
        byName = Dictionary(devices.map { ($0.accelerator.name, $0.names) }, uniquingKeysWith: { first, _ in first })
    }

    /// As containers ask for it: `apus.dev/gpu=0`; none where it is not offered.
    package func qualified(of accelerator: Accelerator, kind: CDIKind) -> [String] {
        byName[accelerator.name]?.map { "\(kind)=\($0)" } ?? []
    }

    /// Short names by which people know devices: `0`, or `0:1` of a MIG instance.
    package var places: [DeviceName: String] {
        byName.compactMapValues(\.last)
    }
}

/// Gives offered devices, in their order, the places by which people know them.
private struct Places {
    private var count = 0
    private var divided: PCIAddress?

    mutating func next(_ accelerator: Accelerator) -> String {
        guard case .mig? = accelerator.partition?.division, let index = accelerator.partition?.index else {
            count += 1
            return "\(count - 1)"
        }
        if divided != accelerator.address {
            divided = accelerator.address
            count += 1
        }
        return "\(count - 1):\(index)"
    }
}

extension Accelerator {
    /// As `nvidia-smi -L` prints it: `GPU-…` or `MIG-…`. Other drivers' ids may be the same for all parts of a card.
    fileprivate var ownUUID: String? {
        uuid.flatMap { uuid in
            ["GPU-", "MIG-"].contains(where: uuid.hasPrefix) && CDIDeviceName.isDeviceName(uuid) ? uuid : nil
        }
    }
}
