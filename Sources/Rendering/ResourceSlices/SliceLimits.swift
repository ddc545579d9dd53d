/// What an API server accepts in one slice; more is refused with status 422.
package struct SliceLimits: Hashable, Sendable {
    package let counterLayout: CounterLayout
    /// `spec.devices` where a device consumes counters.
    let devicesWithCounters: Int
    /// `spec.devices` otherwise.
    let devices = 128
    /// `spec.sharedCounters`.
    let counterSets: Int

    package init(kubernetes: KubernetesVersion) {
        let isBefore = { (minor: Int) in kubernetes < KubernetesVersion(major: 1, minor: minor) }
        counterLayout = isBefore(33) ? .unsupported : isBefore(35) ? .besideDevices : .ownSlices
        devicesWithCounters = isBefore(35) ? 128 : 64
        // Before 1.35 the limit is 32 counters over all sets of a slice, and each of our sets has one.
        counterSets = isBefore(35) ? 32 : 8
    }

    /// Attributes and capacities of one device together.
    static let attributesAndCapacities = 32
    /// Bytes of a `string` or `version`.
    static let valueBytes = 64
}
