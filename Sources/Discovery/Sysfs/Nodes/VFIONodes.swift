private import Files
package import Hardware

/// The nodes through which vfio hands out one function.
package struct VFIONodes: Hashable, Sendable {
    package let nodes: [DeviceNode]
    package let readiness: Readiness

    /// Looks below `path`, the function's directory as a path of the host, and for the node of its IOMMU group.
    package init(
        functionAt path: String, _ files: borrowing FunctionFiles, group number: Int?, choice: VFIOChoice,
        in host: HostRoot
    ) {
        let group = Pair(Self.groupNode(number, in: host), Self.misc("vfio", "vfio/vfio", .vfio, in: host))
        let device = Pair(Self.deviceNode(path, files, in: host), Self.misc("iommu", "iommu", .iommu, in: host))
        nodes =
            switch choice {
            // A group is enough to open the function, and its user may want the device's node as well.
            case .automatic where group.isComplete:
                group.nodes + (device.isComplete ? device.nodes : device.nodes.filter { $0.kind == .vfioDevice })
            case .automatic: device.isComplete ? device.nodes : []
            case .group: group.isComplete ? group.nodes : []
            case .device: device.isComplete ? device.nodes : []
            }
        readiness =
            if !nodes.isEmpty {
                .ready
            } else if group.isComplete || device.isComplete {
                .pending("bound to vfio, but the nodes of attachment.vfio: \(choice.rawValue) are not there")
            } else {
                NodeFault.readiness(group.faults + device.faults)
                    ?? .pending("bound to vfio, but its vfio nodes are not there yet")
            }
    }

    /// A node of the function or its group, and the one that all share and that goes with it.
    private struct Pair {
        let nodes: [DeviceNode]
        let faults: [NodeFault]

        init(_ own: NodeFinding?, _ shared: NodeFinding?) {
            let findings = [own, shared].compactMap(\.self)
            nodes = findings.compactMap(\.node)
            // Without the function's own node it is not this way that leads to it.
            faults = own == nil ? [] : findings.compactMap(\.fault)
        }

        var isComplete: Bool { nodes.count == 2 && faults.isEmpty }
    }

    /// Without an IOMMU the group's node is called `noiommu-N`.
    private static func groupNode(_ number: Int?, in host: HostRoot) -> NodeFinding? {
        guard let number else { return nil }
        return ["\(number)", "noiommu-\(number)"].lazy.compactMap { name in
            classNode("/sys/class/vfio/\(name)", "vfio/\(name)", .vfioGroup, in: host)
        }.first
    }

    private static func deviceNode(
        _ path: String, _ files: borrowing FunctionFiles, in host: HostRoot
    ) -> NodeFinding? {
        guard files.names.contains("vfio-dev"), let name = files.directory.names(of: "vfio-dev").min()
        else { return nil }
        return classNode("\(path)/vfio-dev/\(name)", "vfio/devices/\(name)", .vfioDevice, in: host)
    }

    private static func misc(
        _ name: String, _ node: String, _ kind: DeviceNode.Kind, in host: HostRoot
    ) -> NodeFinding? {
        classNode("/sys/class/misc/\(name)", node, kind, in: host)
    }

    /// Captures often lack /sys/class; the node itself then still counts.
    private static func classNode(
        _ path: String, _ node: String, _ kind: DeviceNode.Kind, in host: HostRoot
    ) -> NodeFinding? {
        if let device = ClassDevice(at: path, in: host, nodeName: node) { return device.finding(kind, in: host) }
        let finding = NodeFinding("/dev/" + node, kind, nil, madeByKernel: false, in: host)
        return finding.node == nil ? nil : finding
    }
}
