private import Files
internal import Hardware
internal import Sysfs

/// Devices that compute and that no PCI candidate accounts for: by the kernel's lists of render and accel devices.
struct DevicesElsewhere {
    /// Functions of the bus that have such a device, though neither class nor ids say that they are accelerators.
    private(set) var functions: Set<PCIAddress> = []
    /// Devices that are no PCI functions.
    private(set) var omissions: [Omission] = []

    /// `known` holds the paths of nodes that candidates have.
    init(beside known: Set<String>, in host: HostRoot) {
        for (subsystem, directory, prefix) in [("drm", "dri", "renderD"), ("accel", "accel", "accel")] {
            for name in (host.directory("/sys/class/\(subsystem)")?.names() ?? []).sorted() {
                guard name.hasPrefix(prefix), Int(decimalDigits: name.dropFirst(prefix.utf8.count)) != nil,
                    !known.contains("/dev/\(directory)/\(name)"),
                    let path = host.link("/sys/class/\(subsystem)/\(name)").flatMap({ DevicePath(link: $0) })
                else { continue }
                add("/dev/\(directory)/\(name)", at: path.components, in: host)
            }
        }
        omissions += Self.windowsHost(host) + Self.mediatedDevices(host)
    }

    /// `path` leads from /sys to the device: `devices/platform/soc/v3d/drm/renderD128`.
    private mutating func add(_ node: String, at path: [Substring], in host: HostRoot) {
        // Where a card is not divided, the driver keeps these ready for when it is.
        if path.contains(where: { $0.hasPrefix("amdgpu_xcp") }) { return }
        let isBehindUSB = path.contains { $0.hasPrefix("usb") }
        if !isBehindUSB, let function = path.last(where: { PCIAddress($0) != nil }).flatMap({ PCIAddress($0) }) {
            functions.insert(function)
            return
        }
        // The class's own directory and the device's name end the path.
        let parent = path.dropLast(2)
        let directory = "/sys/" + parent.joined(separator: "/")
        let driver =
            host.link("\(directory)/driver")?.lastPathComponent
            ?? UeventProperties(host.text("\(directory)/uevent") ?? "")["DRIVER"]
        let bus = isBehindUSB ? "USB" : parent.dropFirst().first.map(String.init) ?? "unknown"
        omissions.append(
            Omission(
                what: node,
                why:
                    "it belongs to the \(bus) device \(parent.last ?? "") (\(driver.map { "driver \($0)" } ?? "no driver")), "
                    + "not to a PCI function"))
    }

    private static func windowsHost(_ host: HostRoot) -> [Omission] {
        guard host.exists("/sys/class/misc/dxg") else { return [] }
        return [
            Omission(
                what: "/dev/dxg",
                why:
                    "it stands for all GPUs of the Windows host (driver dxgkrnl), not for a PCI function"
            )
        ]
    }

    private static func mediatedDevices(_ host: HostRoot) -> [Omission] {
        let path = "/sys/bus/mdev/devices"
        return (host.directory(path)?.names() ?? []).sorted().map { name in
            let parent = host.link("\(path)/\(name)")?.pathComponents.last { PCIAddress($0) != nil }
            let type = host.link("\(path)/\(name)/mdev_type")?.lastPathComponent
            let driver = host.link("\(path)/\(name)/driver")?.lastPathComponent
            let group = host.link("\(path)/\(name)/iommu_group")?.lastPathComponent
            let facts = [
                type.map { "type \($0)" }, driver.map { "driver \($0)" }, group.map { "node /dev/vfio/\($0)" },
            ].compactMap(\.self)
            let details = facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))"
            return Omission(
                address: parent.flatMap { PCIAddress($0) }, what: "mediated device \(name)",
                why: "it is a virtual GPU\(details), not a PCI function")
        }
    }
}
