/// How a workload gets an accelerator.
package enum Attachment: String, CaseIterable, Sendable {
    /// Through the nodes of its own driver: DRM, accel, KFD, NVIDIA.
    case native
    /// Through vfio: a group node or a device node.
    case passthrough
}
