private import Files
package import Hardware

extension FunctionFiles {
    /// The physical function of a virtual one: where `physfn` leads. Its presence, and nothing else, makes a function
    /// virtual; a virtual function passed through to this machine has no such link and is an ordinary function here.
    package var physicalFunction: PCIAddress? { names.contains("physfn") ? address(ofLink: "physfn") : nil }

    /// The SR-IOV side of a physical function; nil on all others.
    package var sriov: PhysicalFunction? {
        guard let totalVFs = integer("sriov_totalvfs"), totalVFs >= 0 else { return nil }
        return PhysicalFunction(
            totalVFs: totalVFs, enabledVFs: integer("sriov_numvfs").flatMap { $0 >= 0 ? $0 : nil },
            virtualFunctions: virtualFunctions, offset: integer("sriov_offset"), stride: integer("sriov_stride"),
            virtualDeviceID: id("sriov_vf_device"),
            bindsDriversToNewVFs: integer("sriov_drivers_autoprobe").map { $0 != 0 })
    }

    private var virtualFunctions: [PhysicalFunction.VirtualFunction] {
        var found: [PhysicalFunction.VirtualFunction] = []
        for name in names.beginning(with: "virtfn") {
            // SR-IOV counts with 16 bits; the kernel writes no leading zeros.
            guard let index = UInt16(decimalDigits: name.dropFirst(6)).map(Int.init), name == "virtfn\(index)",
                let address = address(ofLink: name)
            else {
                continue
            }
            found.append(PhysicalFunction.VirtualFunction(index: index, address: address))
        }
        return found.sorted { $0.index < $1.index }
    }

    private func address(ofLink name: String) -> PCIAddress? {
        directory.link(name).flatMap { PCIAddress($0.lastPathComponent) }
    }
}
