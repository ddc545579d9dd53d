package import Hardware

/// Writes an inventory as the slices of one pool.
package struct SliceRenderer: Hashable, Sendable {
    package let driver: DriverName
    package let nodeName: NodeName
    package let dialect: SliceDialect
    package let policy: PhysicalFunctionPolicy

    package init(
        driver: DriverName, nodeName: NodeName, dialect: SliceDialect, policy: PhysicalFunctionPolicy = .hide
    ) throws(SliceError) {
        if policy == .counters, dialect.limits.counterLayout == .unsupported {
            throw .noCounters(dialect.kubernetes)
        }
        self.driver = driver
        self.nodeName = nodeName
        self.dialect = dialect
        self.policy = policy
    }

    /// A host without accelerators still has one slice: an empty pool says that the driver lives. There is none while
    /// all accelerators are pending, since an empty pool would say that there are no devices.
    ///
    /// Devices that claims hold stand there too. What was rendered before, by whatever renderer, only saves work.
    package func render(
        _ inventory: Inventory, held: [HeldDevice] = [], after rendered: RenderedDevices? = nil
    ) -> SliceRendering {
        if held.isEmpty, let reason = Self.reasonToWait(inventory) {
            return SliceRendering(slices: [], omissions: [], withheldBecause: reason)
        }
        let content = PoolContent(
            inventory, held: held, after: rendered, of: driver, policy: policy, limits: dialect.limits)
        let slices = content.parts(within: dialect.limits).enumerated().map { index, part in
            ResourceSlice(
                name: sliceName(index), driver: driver, nodeName: nodeName, poolName: poolName,
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

    private var poolName: String {
        policy == .counters ? Self.poolWithCounters(nodeName, driver) : nodeName.description
    }

    /// Schedulers of 1.36 keep count of shared counters by the pool's name alone, so two drivers that both name their
    /// pool after the node would spoil each other's sums.
    private static func poolWithCounters(_ node: NodeName, _ driver: DriverName) -> String {
        let rest = "/\(driver)"
        return DNS1123.shortened(node.description, longest: DNS1123.longestSubdomain - rest.utf8.count) + rest
    }

    /// The names that a driver's pool on a node may have. Which one it has depends on the policy and on the server, and
    /// a device that was allocated from one is the same in the other.
    package static func poolNames(of node: NodeName, driver: DriverName) -> Set<String> {
        [node.description, poolWithCounters(node, driver)]
    }

    /// The position comes first and has at least five digits: schedulers try slices in the order of their names.
    private func sliceName(_ index: Int) -> String {
        DNS1123.shortened(
            "\(hexadecimal(index, digits: 5))-\(driver)-\(nodeName)", longest: DNS1123.longestSubdomain)
    }
}

/// The slices of one pool and what there is to say about them.
package struct SliceRendering: Hashable, Sendable {
    /// In the order of their names.
    package let slices: [ResourceSlice]
    /// What was offered but could not be announced.
    package let omissions: [Omission]
    /// Why there is no slice at all, where that is so: a sentence without a final stop.
    package let withheldBecause: String?
}
