package import Files
package import Hardware

/// The directory of one PCI function, `/sys/bus/pci/devices/0000:03:00.0`, and what the kernel says there.
/// (Kernel ABI: Documentation/ABI/testing/sysfs-bus-pci.)
package struct FunctionFiles: ~Copyable {
    package let address: PCIAddress
    package let names: EntryNames
    package let directory: HostDirectory
    /// The bound driver: the uevent's `DRIVER`, or, in captures that lack it, the end of the `driver` link.
    package let driver: String?
    /// `D0` to `D3cold`; the kernel's `unknown` and `error` are absent.
    package let powerState: String?
    private let properties: UeventProperties

    /// Nil where the directory cannot be opened.
    package static func open(_ address: PCIAddress, in host: HostRoot) -> FunctionFiles? {
        guard let directory = host.directory("/sys/bus/pci/devices/\(address)") else { return nil }
        let uevent = UeventProperties(directory.text("uevent") ?? "")
        return FunctionFiles(address, directory, uevent)
    }

    init(_ address: PCIAddress, _ directory: consuming HostDirectory, _ properties: UeventProperties) {
        // All values are made before the first is stored: the optimiser of Swift 6.3 destroys a noncopyable member
        // that is not stored yet, where a closure (of `??`, say) captures another member.
        let names = directory.names()
        let driver = properties["DRIVER"] ?? directory.link("driver")?.lastPathComponent
        let powerState = names.contains("power_state") ? directory.text("power_state", listedIn: names) : nil
        self.address = address
        self.names = names
        // The driver's own files are looked up by this name.
        self.driver = driver?.isEntryName == true ? driver : nil
        self.powerState = powerState?.first == "D" ? powerState : nil
        self.properties = properties
        self.directory = directory
    }

    package func text(_ name: String) -> String? {
        isReadable(name) ? directory.text(name, listedIn: names) : nil
    }

    package func integer(_ name: String) -> Int? {
        text(name).flatMap { Int(attribute: $0) }
    }

    /// Files that the kernel answers from configuration space. In D3cold there is none to read: old kernels answer with
    /// nonsense, and those of late 2025 and later power the device up for it.
    private static let filesOfConfigurationSpace: Set<String> = [
        "config", "current_link_speed", "current_link_width", "max_link_speed", "max_link_width",
        "secondary_bus_number", "serial_number", "subordinate_bus_number", "vpd",
    ]

    /// Whether a file is there and can be opened without waking the device.
    package func isReadable(_ name: String) -> Bool {
        names.contains(name) && (powerState != "D3cold" || !Self.filesOfConfigurationSpace.contains(name))
    }

    /// A file that holds a PCI id: `0x10de`, or `25b6` in `sriov_vf_device`.
    package func id(_ name: String) -> PCIID? { text(name).flatMap { PCIID(text: $0[...]) } }

    package var vendorID: PCIID? { properties.ids("PCI_ID")?.vendor ?? id("vendor") }

    // The uevent's `PCI_SUBSYS_ID` says what two files say, too, for one reading.

    package var subsystemVendorID: PCIID? { properties.ids("PCI_SUBSYS_ID")?.vendor ?? id("subsystem_vendor") }

    package var subsystemID: PCIID? { properties.ids("PCI_SUBSYS_ID")?.device ?? id("subsystem_device") }

    /// What udev's properties say, where a recording keeps them among the kernel's.
    package var recordedUdevPath: String? { properties["ID_PATH"] }

    package var revision: UInt8? {
        guard let text = text("revision"), text.hasPrefix("0x") else { return nil }
        return UInt8(hexadecimalDigits: text.dropFirst(2))
    }

    /// -1, the kernel's "unknown", is absent.
    package var numaNode: Int? {
        integer("numa_node").flatMap { $0 >= 0 ? $0 : nil }
    }

    package var resetMethods: [String]? {
        guard names.contains("reset_method") else { return nil }
        return text("reset_method")?.words ?? []
    }

    package var isBootVGA: Bool? {
        integer("boot_vga").map { $0 == 1 }
    }

    /// A width of 0 or 255 is the kernel's "unknown"; 63 is what a link status of all ones, read from a device that does
    /// not answer, is taken to mean. PCIe has links of at most 32 lanes.
    package var link: PCIeLink {
        PCIeLink(
            currentSpeed: text("current_link_speed").flatMap { LinkSpeed(sysfs: $0) },
            maximumSpeed: text("max_link_speed").flatMap { LinkSpeed(sysfs: $0) },
            currentWidth: lanes("current_link_width"), maximumWidth: lanes("max_link_width"))
    }

    private func lanes(_ name: String) -> Int? {
        integer(name).flatMap { (1...32).contains($0) ? $0 : nil }
    }
}

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
