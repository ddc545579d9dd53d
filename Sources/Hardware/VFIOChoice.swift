/// Which vfio nodes a passthrough accelerator is given (`attachment.vfio`).
package enum VFIOChoice: String, CaseIterable, Sendable {
    /// Every vfio node that exists.
    case automatic = "auto"
    /// The group node and the container `/dev/vfio/vfio`.
    case group
    /// The function's own node and `/dev/iommu`.
    case device
}
