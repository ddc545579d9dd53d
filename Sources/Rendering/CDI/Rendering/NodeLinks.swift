package import Hardware

/// The links of `/dev/dri/by-path` for containers with Intel's GPUs: Level Zero finds GPUs by them, and so does oneCCL.
///
/// They have to be links. Level Zero takes the name of the node that it has opened for the one in `/sys/class/drm`, so
/// that nodes with these names would not do. A link cannot be mounted by itself, since a mount follows it, and of a
/// directory with links to nodes that the container does not have, oneCCL opens the first such and fails. So directories
/// of links are made on the host, which have to be there before the spec is.
///
/// A container has one directory of that path: of two devices that each brought theirs, the last one's would hide the
/// other's GPU from Level Zero, which without any directory looks at all render nodes. So one is mounted only where it
/// is known what a container has: for all GPUs, the only one, or those of a claim's request.
package struct NodeLinks: Hashable, Sendable {
    /// By directory, which link leads where; relative, as udev makes them. Each device has a directory, for people who
    /// give a container one of several.
    package let sets: [String: [String: String]]
    /// Of the host; holds those directories.
    private let directory: String

    package init(of inventory: Inventory, below directory: String) {
        self.directory = directory
        var sets: [String: [String: String]] = [:]
        var all: [String: String] = [:]
        for accelerator in inventory.accelerators where accelerator.isOffered {
            let links = accelerator.linksByPath
            guard !links.isEmpty else { continue }
            sets[accelerator.name.description] = links
            all.merge(links) { first, _ in first }
        }
        if !all.isEmpty { sets[Self.all] = all }
        self.sets = sets
    }

    /// Of these devices together; none where they are no GPUs of Intel's.
    package static func links(of accelerators: [Accelerator]) -> [String: String] {
        accelerators.reduce(into: [:]) { all, accelerator in all.merge(accelerator.linksByPath) { first, _ in first } }
    }

    package static func isLinked(_ accelerator: Accelerator) -> Bool { !accelerator.linksByPath.isEmpty }

    /// Of a device by its first name, or of `all`; nil where a container may have others beside it.
    func mount(for device: String) -> ContainerEdits.Mount? {
        let isAlone = sets.count == 2
        guard isAlone || device == Self.all, sets[device] != nil else { return nil }
        return Self.mount("\(directory)/\(device)")
    }

    /// Of a directory of the host.
    package static func mount(_ directory: String) -> ContainerEdits.Mount {
        ContainerEdits.Mount(readOnly: directory, at: containerPath)
    }

    static let all = "all"
    static let containerPath = "/dev/dri/by-path"

    /// Where they are for the spec of a kind, beside its file.
    package static func directoryName(of kind: CDIKind) -> String { "\(kind.vendor)-\(kind.deviceClass).by-path" }

    /// The same for a spec that is there for one purpose, such as a claim.
    package static func directoryName(of kind: CDIKind, for id: String) -> String {
        "\(kind.transientPrefix)\(id).by-path"
    }
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
