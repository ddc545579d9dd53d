package import Hardware

/// The links of `/dev/dri/by-path` for containers with Intel's GPUs: oneCCL learns from them which node is which
/// function's.
///
/// A link cannot be mounted by itself, since a mount follows it, and of a directory with links to nodes that the container
/// does not have, oneCCL opens the first such and fails. So each device has a directory of its own links on the host,
/// which is mounted as a whole and has to be there before the spec is.
package struct NodeLinks: Hashable, Sendable {
    /// By directory, which link leads where; relative, as udev makes them.
    package let sets: [String: [String: String]]
    /// Of the host; holds those directories.
    private let directory: String

    package init(of inventory: Inventory, below directory: String) {
        self.directory = directory
        var sets: [String: [String: String]] = [:]
        var all: [String: String] = [:]
        for accelerator in inventory.offered {
            let links = accelerator.linksByPath
            guard !links.isEmpty else { continue }
            sets[accelerator.name.description] = links
            all.merge(links) { first, _ in first }
        }
        if !all.isEmpty { sets[Self.all] = all }
        self.sets = sets
    }

    /// Of a device by its first name, or of `all`.
    func mount(for device: String) -> ContainerEdits.Mount? {
        sets[device].map { _ in
            ContainerEdits.Mount(readOnly: "\(directory)/\(device)", at: Self.containerPath)
        }
    }

    static let all = "all"
    static let containerPath = "/dev/dri/by-path"

    /// Where they are for the spec of a kind, beside its file.
    package static func directoryName(of kind: CDIKind) -> String { "\(kind.vendor)-\(kind.deviceClass).by-path" }
}

extension CDISpec {
    /// The spec as one has it who stages no links.
    package var withoutLinks: CDISpec {
        var spec = self
        for index in spec.devices.indices {
            spec.devices[index].edits.mounts.removeAll { $0.containerPath == NodeLinks.containerPath }
        }
        spec.edits.mounts.removeAll { $0.containerPath == NodeLinks.containerPath }
        return spec
    }
}

extension Accelerator {
    fileprivate var linksByPath: [String: String] {
        guard function.vendorID == PCIID(0x8086), attachment == .native else { return [:] }
        let nodes = injectedNodes(for: []).filter { $0.kind == .card || $0.kind == .render }
        let links = nodes.flatMap { node in
            node.links.compactMap { link -> (String, String)? in
                let parts = link.split(separator: "/")
                guard parts.count == 4, link.hasPrefix(NodeLinks.containerPath + "/"), let name = parts.last,
                    let target = node.path.split(separator: "/").last
                else { return nil }
                return (String(name), "../\(target)")
            }
        }
        return Dictionary(links) { first, _ in first }
    }
}
