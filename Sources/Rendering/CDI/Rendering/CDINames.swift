package import Hardware

/// The names by which a CDI spec knows the devices that an inventory offers, in the order of the inventory.
package struct CDINames {
    package let devices: [(accelerator: Accelerator, names: [String])]
    private let byName: [DeviceName: [String]]

    package init(_ inventory: Inventory) {
        var places = Places()
        var devices: [(accelerator: Accelerator, names: [String])] = []
        var byName: [DeviceName: [String]] = [:]
        var uuids: [String: Int] = [:]
        let offered = inventory.offered
        for uuid in offered.compactMap(\.ownUUID) { uuids[uuid, default: 0] += 1 }
        for accelerator in offered {
            let place = places.next(accelerator)
            // A device without edits would make runtimes refuse the whole file.
            guard accelerator.hasInjectedNodes else { continue }
            let name = accelerator.name
            var names = [name.description]
            if accelerator.partition == nil { names.append(accelerator.address.description) }
            // Runtimes refuse a file that has a name twice, whatever a driver may say.
            if let uuid = accelerator.ownUUID, uuids[uuid] == 1 { names.append(uuid) }
            names.append(place)
            devices.append((accelerator, names))
            byName[name] = byName[name] ?? names
        }
        self.devices = devices
        self.byName = byName
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
