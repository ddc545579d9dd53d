internal import Hardware

/// Finds nodes that several functions claim. Handing out the wrong device is worse than handing out none, so all
/// claimants fail until only one is left.
enum DuplicateNodeCheck {
    static func apply(to devices: inout [FoundDevice]) {
        var claimants: [String: [PCIAddress]] = [:]
        for device in devices {
            for node in device.nodes where !node.kind.isShared {
                claimants[node.path, default: []].append(device.address)
            }
        }
        for index in devices.indices {
            let address = devices[index].address
            for node in devices[index].nodes {
                guard let others = claimants[node.path]?.filter({ $0 != address }), !others.isEmpty else { continue }
                let names = others.map(\.description).joined(separator: ", ")
                devices[index].becomes(.failed("\(node.path) is also claimed by \(names)"))
                break
            }
        }
    }
}
