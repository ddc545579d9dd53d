/// A part of a node's pool of devices, an object of the API group `resource.k8s.io`, in no version yet. The generation
/// and the number of slices are the pool's: a `PoolSnapshot` has them.
package struct ResourceSlice: Hashable, Sendable {
    /// `metadata.name`.
    package let name: String
    package let driver: DriverName
    package let nodeName: NodeName
    /// `spec.pool.name`: DNS subdomains joined by `/`, at most 253 characters.
    package let poolName: String
    package let sharedCounters: [CounterSet]
    package private(set) var devices: [SliceDevice]

    init(
        name: String, driver: DriverName, nodeName: NodeName, poolName: String, sharedCounters: [CounterSet],
        devices: [SliceDevice]
    ) {
        self.name = name
        self.driver = driver
        self.nodeName = nodeName
        self.poolName = poolName
        self.sharedCounters = sharedCounters
        self.devices = devices
    }

    /// The name, or where it has more bytes than that, its beginning and a hash of the whole: for files.
    package func name(longest: Int) -> String { DNS1123.shortened(name, longest: longest) }

    /// Without the attributes that come and go with load. A card at rest slows its link down and a busy one speeds it up,
    /// and schedulers cannot use a pool while it is rewritten, so neither is a reason to rewrite it.
    package var lasting: ResourceSlice {
        var slice = self
        slice.devices = devices.map(\.lasting)
        return slice
    }
}

/// A device of a slice, an entry of `spec.devices`.
package struct SliceDevice: Hashable, Sendable {
    /// A DNS label, unique in the pool.
    package let name: String
    package var attributes: NamedValues<AttributeValue>
    package var capacity: NamedValues<Quantity>
    package var consumesCounters: [CounterConsumption]
    package var taints: [DeviceTaint]

    /// Without the attributes that come and go with load.
    var lasting: SliceDevice {
        var device = self
        device.attributes[.linkSpeed] = nil
        device.attributes[.linkWidth] = nil
        return device
    }
}

/// Why a device is not to be used, an entry of `taints`. The server adds since when.
package struct DeviceTaint: Hashable, Sendable {
    /// A qualified name.
    package let key: String
    /// At most 63 letters, digits, `-`, `_` and `.`.
    package let value: String
    package let effect: Effect

    package init(key: String, value: String, effect: Effect) {
        self.key = key
        self.value = value
        self.effect = effect
    }

    package enum Effect: String, Sendable {
        /// Nobody else is given the device.
        case noSchedule = "NoSchedule"
        /// The pods that have it end as well, unless they tolerate it.
        case noExecute = "NoExecute"
    }
}

/// Counters that several devices of a pool draw from, an entry of `spec.sharedCounters`.
package struct CounterSet: Hashable, Sendable {
    /// A DNS label, unique in the pool.
    package let name: String
    package let counters: [String: Quantity]
}

/// The amounts that a device takes from one counter set, an entry of `consumesCounters`.
package struct CounterConsumption: Hashable, Sendable {
    package let counterSet: String
    package let counters: [String: Quantity]
}
