/// What the runtime changes in a container that is given a device.
package struct ContainerEdits: Hashable, Sendable {
    /// `NAME=value`.
    package var env: [String]
    package var deviceNodes: [DeviceNode]
    package var netDevices: [NetDevice]
    package var mounts: [Mount]
    package var hooks: [Hook]
    package var intelRdt: IntelRdt?
    package var additionalGids: [UInt32]

    package init(
        env: [String] = [], deviceNodes: [DeviceNode] = [], netDevices: [NetDevice] = [], mounts: [Mount] = [],
        hooks: [Hook] = [], intelRdt: IntelRdt? = nil, additionalGids: [UInt32] = []
    ) {
        self.env = env
        self.deviceNodes = deviceNodes
        self.netDevices = netDevices
        self.mounts = mounts
        self.hooks = hooks
        self.intelRdt = intelRdt
        self.additionalGids = additionalGids
    }

    package var isEmpty: Bool { self == ContainerEdits() }
}
