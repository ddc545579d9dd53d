/// What a function is to SR-IOV. A virtual function without its physical function cannot be spelled.
package enum SRIOVRole: Hashable, Sendable {
    case none
    case physical(PhysicalFunction)
    /// `index` counts from 0 as the physical function's `virtfnN` links do; absent where those links are not there.
    case virtual(of: PCIAddress, index: Int?)

    package var physicalFunction: PhysicalFunction? {
        guard case .physical(let function) = self else { return nil }
        return function
    }

    /// The physical function's address, of a virtual function.
    package var parent: PCIAddress? {
        guard case .virtual(let address, _) = self else { return nil }
        return address
    }

    package var isVirtual: Bool { parent != nil }
}

/// The SR-IOV side of a physical function, from its `sriov_*` files and `virtfnN` links
/// (kernel ABI: Documentation/ABI/testing/sysfs-bus-pci).
package struct PhysicalFunction: Hashable, Sendable {
    /// `sriov_totalvfs`; a driver may have lowered it below the capability's figure.
    package var totalVFs: Int
    /// `sriov_numvfs`; absent when it could not be read.
    package var enabledVFs: Int?
    /// By index, from the `virtfnN` links.
    package var virtualFunctions: [VirtualFunction]
    /// `sriov_offset`: routing id of the first virtual function less that of the physical one.
    package var offset: Int?
    /// `sriov_stride`: routing id distance between two virtual functions.
    package var stride: Int?
    /// `sriov_vf_device`; may equal the physical function's own device id.
    package var virtualDeviceID: PCIID?
    /// `sriov_drivers_autoprobe`.
    package var bindsDriversToNewVFs: Bool?

    package init(
        totalVFs: Int, enabledVFs: Int? = nil, virtualFunctions: [VirtualFunction] = [], offset: Int? = nil,
        stride: Int? = nil, virtualDeviceID: PCIID? = nil, bindsDriversToNewVFs: Bool? = nil
    ) {
        self.totalVFs = totalVFs
        self.enabledVFs = enabledVFs
        self.virtualFunctions = virtualFunctions
        self.offset = offset
        self.stride = stride
        self.virtualDeviceID = virtualDeviceID
        self.bindsDriversToNewVFs = bindsDriversToNewVFs
    }

    /// How many virtual functions there are now: the greater of the kernel's number and the links, since
    /// `sriov_numvfs` is stored only after the last link was made.
    package var liveVFs: Int { max(enabledVFs ?? 0, virtualFunctions.count) }

    /// One `virtfnN` link.
    package struct VirtualFunction: Hashable, Sendable {
        package let index: Int
        package let address: PCIAddress

        package init(index: Int, address: PCIAddress) {
            self.index = index
            self.address = address
        }
    }
}

/// What becomes of a physical function whose virtual functions are enabled (`physicalFunctionWithVFs`).
package enum PhysicalFunctionPolicy: String, CaseIterable, Sendable {
    /// Only the virtual functions are offered.
    case hide
    /// Both are offered; a shared counter per physical function makes them exclusive.
    case counters
    /// Both are offered, as if they were independent.
    case offer
}
