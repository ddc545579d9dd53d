/// Everything that one look at a host found.
package struct Inventory: Hashable, Sendable {
    package let host: HostIdentity
    /// By address, a card before its partitions.
    package let accelerators: [Accelerator]
    /// By address, those without one last.
    package let omissions: [Omission]
    /// NVIDIA's user space, where accelerators compute with it.
    package let driverFiles: DriverFiles?
    /// How many PCI functions were looked at; nil where nobody counted.
    package let functionCount: Int?
    /// What drivers have told of their GPUs, which has been joined with them: for recordings.
    package let driverFacts: DriverFacts?

    package init(
        host: HostIdentity = HostIdentity(), accelerators: [Accelerator] = [], omissions: [Omission] = [],
        driverFiles: DriverFiles? = nil, driverFacts: DriverFacts? = nil, functionCount: Int? = nil
    ) {
        self.host = host
        self.driverFacts = driverFacts
        self.driverFiles = driverFiles
        self.functionCount = functionCount
        self.accelerators = accelerators.sorted { $0.position < $1.position }
        self.omissions = omissions.sorted { left, right in
            switch (left.address, right.address) {
            case (let left?, let right?) where left != right: left < right
            case (_?, nil): true
            case (nil, _?): false
            default: (left.what, left.why) < (right.what, right.why)
            }
        }
    }

    /// The same host, with something different about its accelerators.
    package func with(
        accelerators: [Accelerator], besides: [Omission] = [], driverFacts: DriverFacts? = nil
    ) -> Inventory {
        Inventory(
            host: host, accelerators: accelerators, omissions: omissions + besides, driverFiles: driverFiles,
            driverFacts: driverFacts ?? self.driverFacts, functionCount: functionCount)
    }

    /// The accelerators that documents announce, by address.
    package var offered: [Accelerator] { accelerators.filter(\.isOffered) }

    // Accelerators are counted where they stand: copies of hundreds cost more than all else about them.

    /// How many accelerators documents announce.
    package var offeredCount: Int { accelerators.indices.count { accelerators[$0].isOffered } }

    package var pendingCount: Int { accelerators.indices.count { accelerators[$0].readiness.isPending } }

    /// Whether an accelerator is expected to become ready by itself.
    package var hasPending: Bool { accelerators.indices.contains { accelerators[$0].readiness.isPending } }
}

/// Something that was left out, and why: data, not a log line.
package struct Omission: Hashable, Sendable {
    /// Absent where what was left out has no valid address.
    package var address: PCIAddress?
    /// What was left out: `function`, `directory entry xyz`, …
    package var what: String
    /// A sentence without a final stop.
    package var why: String
    /// Whether a person's configuration asks for it.
    package var isChosen: Bool

    package init(address: PCIAddress? = nil, what: String, why: String, isChosen: Bool = false) {
        self.address = address
        self.what = what
        self.why = why
        self.isChosen = isChosen
    }
}

/// Which machine an inventory describes, as far as the machine itself says so.
package struct HostIdentity: Hashable, Sendable {
    /// The kernel's host name.
    package var name: String?
    /// `uname -r`.
    package var kernelRelease: String?

    package init(name: String? = nil, kernelRelease: String? = nil) {
        self.name = name
        self.kernelRelease = kernelRelease
    }
}
