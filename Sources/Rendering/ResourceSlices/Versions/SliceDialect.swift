/// In which API version slices are written, and for which server.
package struct SliceDialect: Hashable, Sendable {
    package let apiVersion: APIVersion
    package let kubernetes: KubernetesVersion

    /// What is not given follows from the other: the newest server that has the API version, or the best version that
    /// the server has. Without either it is v1 for the newest release known.
    package init(
        apiVersion: APIVersion? = nil, kubernetes: KubernetesVersion? = nil
    ) throws(SliceError) {
        let server = kubernetes ?? apiVersion?.newestServer ?? .newestKnown
        let best = try APIVersion.best(for: server)
        self.apiVersion = apiVersion ?? best
        self.kubernetes = server
        guard self.apiVersion.isServed(by: server) else {
            throw .notServed(self.apiVersion, by: server, best: best)
        }
    }

    package var limits: SliceLimits { SliceLimits(kubernetes: kubernetes) }
}

/// What an API server accepts in one slice; more is refused with status 422.
package struct SliceLimits: Hashable, Sendable {
    package let counterLayout: CounterLayout
    /// Before 1.33 there are none.
    let hasTaints: Bool
    /// `spec.devices` where a device consumes counters or has taints.
    let devicesWithCounters: Int
    /// `spec.devices` otherwise.
    let devices = 128
    /// `spec.sharedCounters`.
    let counterSets: Int

    package init(kubernetes: KubernetesVersion) {
        let isBefore = { (minor: Int) in kubernetes < KubernetesVersion(major: 1, minor: minor) }
        counterLayout = isBefore(33) ? .unsupported : isBefore(35) ? .besideDevices : .ownSlices
        hasTaints = !isBefore(33)
        devicesWithCounters = isBefore(35) ? 128 : 64
        // Before 1.35 the limit is 32 counters over all sets of a slice, and each of our sets has one.
        counterSets = isBefore(35) ? 32 : 8
    }

    /// Bytes of a `string` or `version`.
    static let valueBytes = 64
}

/// Where a server wants shared counters; the two layouts exclude each other.
package enum CounterLayout: Hashable, Sendable {
    /// Before 1.33 there are none.
    case unsupported
    /// 1.33 and 1.34: in the slice of the devices that consume them.
    case besideDevices
    /// From 1.35 on: in slices that have no devices.
    case ownSlices
}
