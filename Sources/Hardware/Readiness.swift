/// Whether an accelerator can be used now. Reasons are sentences without a final stop.
package enum Readiness: Hashable, Sendable {
    case ready
    /// A driver is bound, but its device nodes are not there yet.
    case pending(String)
    /// No driver is bound.
    case unbound
    case failed(String)

    /// `ready`, `pending`, `unbound` or `failed`.
    package var state: String {
        switch self {
        case .ready: "ready"
        case .pending: "pending"
        case .unbound: "unbound"
        case .failed: "failed"
        }
    }

    package var reason: String? {
        switch self {
        case .ready, .unbound: nil
        case .pending(let reason), .failed(let reason): reason
        }
    }

    package var isPending: Bool {
        guard case .pending = self else { return false }
        return true
    }
}

/// Whether an accelerator appears in CDI specs and ResourceSlices, or why not. Only ready ones are offered.
package enum Offer: Hashable, Sendable {
    case offered
    case withheld(as: NotOffered, because: String)

    package static func failed(because reason: String) -> Offer {
        .withheld(as: .failed, because: "failed: \(reason)")
    }

    /// A sentence without a final stop.
    package var reason: String? {
        guard case .withheld(_, let reason) = self else { return nil }
        return reason
    }

    package var kind: NotOffered? {
        guard case .withheld(let kind, _) = self else { return nil }
        return kind
    }
}

/// Why an accelerator is not offered, for programs; the sentence beside it says more.
package enum NotOffered: String, CaseIterable, Sendable {
    case virtualFunctionsEnabled = "VirtualFunctionsEnabled"
    /// Its partitions are offered in its place.
    case divided = "Divided"
    case managementDisplay = "ManagementDisplay"
    case noDriver = "NoDriver"
    case pending = "Pending"
    case failed = "Failed"
    /// Nothing is wrong with it, and no workload can use it.
    case notUsable = "NotUsable"
    case attachmentExcluded = "AttachmentExcluded"
    /// Another function of its IOMMU group keeps vfio from opening the group.
    case groupShared = "GroupShared"
    /// It would have to share counters, which the Kubernetes server does not keep.
    case noSharedCounters = "NoSharedCounters"
}

/// How a workload gets an accelerator.
package enum Attachment: String, CaseIterable, Sendable {
    /// Through the nodes of its own driver: DRM, accel, KFD, NVIDIA.
    case native
    /// Through vfio: a group node or a device node.
    case passthrough
}

/// Which vfio nodes a passthrough accelerator is given (`attachment.vfio`).
package enum VFIOChoice: String, CaseIterable, Sendable {
    /// Every vfio node that exists.
    case automatic = "auto"
    /// The group node and the container `/dev/vfio/vfio`.
    case group
    /// The function's own node and `/dev/iommu`.
    case device
}
