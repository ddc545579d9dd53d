internal import Hardware

/// Finds nodes that several functions claim. Handing out the wrong device is worse than handing out none, so all
/// claimants fail until only one is left.
enum NodeClaims {
    static func apply(to accelerators: inout [Accelerator]) {
        var claimants: [String: [PCIAddress]] = [:]
        for accelerator in accelerators {
            for node in accelerator.nodes where !node.kind.isShared {
                claimants[node.path, default: []].append(accelerator.address)
            }
        }
        for index in accelerators.indices {
            let address = accelerators[index].address
            for node in accelerators[index].nodes {
                guard let others = claimants[node.path]?.filter({ $0 != address }), !others.isEmpty else { continue }
                let names = others.map(\.description).joined(separator: ", ")
                accelerators[index].readiness = .failed("\(node.path) is also claimed by \(names)")
                break
            }
        }
    }
}
