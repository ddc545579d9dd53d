package import Hardware

/// Writes an inventory as the slices of one pool.
package struct SliceRenderer: Hashable, Sendable {
    package let driver: DriverName
    package let nodeName: NodeName
    package let dialect: SliceDialect
    package let policy: PhysicalFunctionPolicy
    package let generation: Int64

    package init(
        driver: DriverName, nodeName: NodeName, dialect: SliceDialect, policy: PhysicalFunctionPolicy = .hide,
        generation: Int64 = 1
    ) throws(SliceError) {
        guard generation >= 0 else { throw .negativeGeneration(generation) }
        if policy == .counters, dialect.limits.counterLayout == .unsupported {
            throw .noCounters(dialect.kubernetes)
        }
        self.driver = driver
        self.nodeName = nodeName
        self.dialect = dialect
        self.policy = policy
        self.generation = generation
    }

    /// The same for another generation, which must not be negative.
    package func with(generation: Int64) -> SliceRenderer {
        precondition(generation >= 0, "\(generation) is no generation")
        return SliceRenderer(self, generation: generation)
    }

    private init(_ other: SliceRenderer, generation: Int64) {
        driver = other.driver
        nodeName = other.nodeName
        dialect = other.dialect
        policy = other.policy
        self.generation = generation
    }

    /// A host without accelerators still has one slice: an empty pool says that the driver lives. There is none while
    /// all accelerators are pending, since an empty pool would say that there are no devices.
    package func render(_ inventory: Inventory) -> SliceRendering {
        if let reason = Self.reasonToWait(inventory) {
            return SliceRendering(slices: [], omissions: [], withheldBecause: reason)
        }
        let content = PoolContent(inventory, policy: policy, limits: dialect.limits)
        let parts = content.parts(within: dialect.limits)
        let pool = Pool(
            name: poolName, generation: generation, resourceSliceCount: Int64(parts.count))
        let slices = parts.enumerated().map { index, part in
            ResourceSlice(
                name: sliceName(index), driver: driver, nodeName: nodeName, pool: pool,
                sharedCounters: part.counterSets, devices: part.devices)
        }
        return SliceRendering(slices: slices, omissions: content.omissions, withheldBecause: nil)
    }

    private static func reasonToWait(_ inventory: Inventory) -> String? {
        guard inventory.offered.isEmpty else { return nil }
        let pending = inventory.accelerators.filter { accelerator in
            guard case .pending = accelerator.readiness else { return false }
            return true
        }
        guard let first = pending.first, let reason = first.readiness.reason else { return nil }
        let others =
            switch pending.count - 1 {
            case 0: ""
            case 1: ", and 1 more accelerator waits"
            case let count: ", and \(count) more accelerators wait"
            }
        return "no accelerator is ready yet: \(first.address) waits, since \(reason)\(others)"
    }

    /// Schedulers of 1.36 keep count of shared counters by the pool's name alone, so two drivers that both name their
    /// pool after the node would spoil each other's sums.
    private var poolName: String {
        guard policy == .counters else { return nodeName.description }
        let rest = "/\(driver)"
        return DNS1123.shortened(nodeName.description, longest: DNS1123.longestSubdomain - rest.utf8.count) + rest
    }

    /// The position comes first and has at least five digits: schedulers try slices in the order of their names.
    private func sliceName(_ index: Int) -> String {
        DNS1123.shortened(
            "\(hexadecimal(index, digits: 5))-\(driver)-\(nodeName)", longest: DNS1123.longestSubdomain)
    }
}
