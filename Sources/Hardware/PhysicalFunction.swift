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
