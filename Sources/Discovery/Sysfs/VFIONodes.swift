private import Files
package import Hardware

/// The nodes through which vfio hands out one function.
package struct VFIONodes: Hashable, Sendable {
    /// `/dev/vfio/42` and the container `/dev/vfio/vfio` that goes with it; empty unless both are there.
    package let group: [DeviceNode]
    /// `/dev/vfio/devices/vfio0` and `/dev/iommu` that goes with it; empty unless both are there.
    package let device: [DeviceNode]

    /// Looks below `path`, the function's directory as a path of the host, and for the node of its IOMMU group.
    package init(functionAt path: String, group number: Int?, in host: HostRoot) {
        group = Self.pair(Self.groupNode(number, in: host), Self.misc("vfio", "vfio/vfio", .vfio, in: host))
        device = Self.pair(Self.deviceNode(path, in: host), Self.misc("iommu", "iommu", .iommu, in: host))
    }

    private static func pair(_ own: DeviceNode?, _ shared: DeviceNode?) -> [DeviceNode] {
        guard let own, let shared else { return [] }
        return [own, shared]
    }

    /// Without an IOMMU the group's node is called `noiommu-N`.
    private static func groupNode(_ number: Int?, in host: HostRoot) -> DeviceNode? {
        guard let number else { return nil }
        return ["\(number)", "noiommu-\(number)"].lazy.compactMap { name in
            classNode("/sys/class/vfio/\(name)", "vfio/\(name)", .vfioGroup, in: host)
        }.first
    }

    private static func deviceNode(_ path: String, in host: HostRoot) -> DeviceNode? {
        guard let name = host.directory("\(path)/vfio-dev")?.names().sorted().first else { return nil }
        return classNode("\(path)/vfio-dev/\(name)", "vfio/devices/\(name)", .vfioDevice, in: host)
    }

    private static func misc(_ name: String, _ node: String, _ kind: DeviceNode.Kind, in host: HostRoot) -> DeviceNode?
    {
        classNode("/sys/class/misc/\(name)", node, kind, in: host)
    }

    /// Captures often lack /sys/class; the node itself then still counts.
    private static func classNode(
        _ path: String, _ node: String, _ kind: DeviceNode.Kind, in host: HostRoot
    ) -> DeviceNode? {
        if let device = ClassDevice(at: path, in: host, nodeName: node) { return device.node(kind, in: host) }
        return host.hasNode("/dev/" + node, madeByKernel: false) ? DeviceNode(path: "/dev/" + node, kind: kind) : nil
    }
}
