/// A character device below /dev that belongs to an accelerator, or that its users need besides.
package struct DeviceNode: Hashable, Sendable {
    /// `/dev/dri/renderD128`.
    package var path: String
    /// Where it is on the host, if not there: below the root of a container that made it.
    package var hostPath: String?
    package var kind: Kind
    package var major: UInt32?
    package var minor: UInt32?
    /// udev's links to the node, sorted: `/dev/dri/by-path/pci-0000:03:00.0-render`.
    package var links: [String]

    package init(
        path: String, hostPath: String? = nil, kind: Kind, major: UInt32? = nil, minor: UInt32? = nil,
        links: [String] = []
    ) {
        self.path = path
        self.hostPath = hostPath
        self.kind = kind
        self.major = major
        self.minor = minor
        self.links = links
    }

    /// What the node is for.
    package enum Kind: String, CaseIterable, Sendable {
        /// DRM primary node, `/dev/dri/cardN`.
        case card
        /// DRM render node, `/dev/dri/renderDN`.
        case render
        /// Compute accelerator, `/dev/accel/accelN`, or `/dev/hlN` of old habanalabs drivers.
        case accel
        /// Monitoring beside an accelerator: `/dev/accel/accel_controlDN`, `/dev/hl_controlDN`.
        case accelControl
        /// An accelerator's node outside the kernel's own subsystems: `/dev/tenstorrent/0`, `/dev/hailo0`, `/dev/apex_0`.
        case vendor
        /// A node that a vendor's driver makes once for all its devices: `/dev/davinci_manager`, `/dev/mxcd`.
        case vendorControl
        /// `/dev/kfd`, one for all AMD GPUs.
        case kfd
        /// `/dev/nvidiaN`.
        case nvidia
        /// `/dev/nvidiactl`.
        case nvidiaControl
        /// `/dev/nvidia-uvm`.
        case nvidiaUVM
        /// `/dev/nvidia-uvm-tools`.
        case nvidiaUVMTools
        /// `/dev/nvidia-modeset`.
        case nvidiaModeset
        /// Access to a MIG instance, `/dev/nvidia-caps/nvidia-capN`.
        case nvidiaCapability
        /// RDMA verbs of an accelerator's own network ports, `/dev/infiniband/uverbsN`.
        case uverbs
        /// Firmware channel of a discrete Intel GPU, `/dev/meiN`.
        case mei
        /// The vfio container, `/dev/vfio/vfio`.
        case vfio
        /// `/dev/vfio/N`, one for each IOMMU group.
        case vfioGroup
        /// `/dev/vfio/devices/vfioN`, one for each function.
        case vfioDevice
        /// `/dev/iommu`, which a vfio device node needs.
        case iommu

        /// Whether several functions use the same node rightfully.
        package var isShared: Bool {
            switch self {
            case .vendorControl, .kfd, .nvidiaControl, .nvidiaUVM, .nvidiaUVMTools, .nvidiaModeset, .vfio, .vfioGroup,
                .iommu:
                true
            case .card, .render, .accel, .accelControl, .vendor, .nvidia, .nvidiaCapability, .uverbs, .mei, .vfioDevice:
                false
            }
        }

        /// Whether a container that is given the accelerator is given this node. The firmware channel is not: it
        /// reaches the whole card, updates of its flash included.
        package var isInjected: Bool { self != .mei }
    }
}

/// What udev knows of one device.
package struct UdevRecord: Hashable, Sendable {
    /// `ID_PATH`: `pci-0000:03:00.0`.
    package var path: String?
    /// Links to the node, sorted: `/dev/dri/by-path/pci-0000:03:00.0-card`.
    package var links: [String]
    /// Whether udev has finished with the device: its rules ran, links and permissions are set.
    package var isInitialized: Bool

    package init(path: String? = nil, links: [String] = [], isInitialized: Bool) {
        self.path = path
        self.links = links
        self.isInitialized = isInitialized
    }
}

extension DeviceNode.Kind {
    private static let ranks = Dictionary(uniqueKeysWithValues: zip(allCases, allCases.indices))

    /// The place in the order in which a device's nodes stand.
    package var rank: Int { Self.ranks[self] ?? 0 }
}
