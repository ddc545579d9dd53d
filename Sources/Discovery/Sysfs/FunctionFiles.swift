package import Hardware

/// The directory of one PCI function, `/sys/bus/pci/devices/0000:03:00.0`, and what the kernel says there.
/// (Kernel ABI: Documentation/ABI/testing/sysfs-bus-pci.)
package struct FunctionFiles: ~Copyable {
    package let address: PCIAddress
    package let names: Set<String>
    package let directory: HostDirectory
    private let properties: UeventProperties

    /// Nil where the directory cannot be opened.
    package init?(_ address: PCIAddress, in host: HostRoot) {
        guard let directory = host.directory("/sys/bus/pci/devices/\(address)") else { return nil }
        self.address = address
        names = Set(directory.names())
        properties = UeventProperties(directory.text("uevent") ?? "")
        self.directory = directory
    }

    package func text(_ name: String) -> String? {
        names.contains(name) ? directory.text(name) : nil
    }

    package func integer(_ name: String) -> Int? {
        names.contains(name) ? directory.integer(name) : nil
    }

    /// A file that holds a PCI id: `0x10de`, or `25b6` in `sriov_vf_device`.
    package func id(_ name: String) -> PCIID? { text(name).flatMap { PCIID(text: $0) } }

    /// The 24-bit class; nil where the file holds no such thing.
    package var pciClass: PCIClass? {
        guard let text = text("class"), text.hasPrefix("0x"), text.utf8.count == 8 else { return nil }
        return UInt32(hexadecimalDigits: text.dropFirst(2)).flatMap { PCIClass(code: $0) }
    }

    package var revision: UInt8? {
        guard let text = text("revision"), text.hasPrefix("0x") else { return nil }
        return UInt8(hexadecimalDigits: text.dropFirst(2))
    }

    /// The bound driver: the end of the `driver` link, or, in captures without links, the uevent's `DRIVER`.
    package var driver: String? {
        directory.link("driver")?.split(separator: "/").last.map(String.init) ?? properties["DRIVER"]
    }

    /// -1, the kernel's "unknown", is absent.
    package var numaNode: Int? {
        integer("numa_node").flatMap { $0 >= 0 ? $0 : nil }
    }

    package var resetMethods: [String]? {
        guard names.contains("reset_method") else { return nil }
        return (directory.text("reset_method") ?? "").split(separator: " ").map(String.init)
    }

    /// `unknown` and `error` say nothing about the state and are absent.
    package var powerState: String? {
        text("power_state").flatMap { $0.hasPrefix("D") ? $0 : nil }
    }

    package var isBootVGA: Bool? {
        integer("boot_vga").map { $0 == 1 }
    }

    /// A width of 0 or 255 is the kernel's "unknown".
    package var link: PCIeLink {
        PCIeLink(
            currentSpeed: text("current_link_speed").flatMap { LinkSpeed(sysfs: $0) },
            maximumSpeed: text("max_link_speed").flatMap { LinkSpeed(sysfs: $0) },
            currentWidth: lanes("current_link_width"), maximumWidth: lanes("max_link_width"))
    }

    private func lanes(_ name: String) -> Int? {
        integer(name).flatMap { (1..<255).contains($0) ? $0 : nil }
    }
}
