internal import Hardware
internal import Sysfs

/// Whether the host shows what discovery needs.
struct HostChecks {
    let findings: [Finding]

    init(_ host: HostRoot, _ inventory: Inventory, year: Int) {
        findings =
            [Self.sysfs(inventory), Self.udev(host), Self.names(host, inventory, year: year)].compactMap(\.self)
            + Self.omissions(inventory) + Self.iommu(inventory)
    }

    private static func sysfs(_ inventory: Inventory) -> Finding {
        if let missing = inventory.omissions.first(where: { $0.what == "PCI bus" }) {
            return Finding("sysfs", .warning, "No PCI bus: \(missing.why).")
        }
        let devices = inventory.accelerators.count
        return Finding(
            "sysfs", .ok,
            "\(inventory.functionCount ?? 0) PCI functions looked at, \(devices) \(devices == 1 ? "is a device" : "are devices")."
        )
    }

    /// A directory or a recording has no running udev.
    private static func udev(_ host: HostRoot) -> Finding? {
        guard host.isMachine else { return nil }
        guard host.exists("/run/udev/control") else {
            return Finding(
                "udev", .warning, "udevd does not run, so that nodes have no links and the permissions of the kernel.",
                remedy: "sudo systemctl start systemd-udevd")
        }
        return Finding("udev", .ok, "udevd runs.")
    }

    private static let nameLists = [
        "/usr/share/hwdata/pci.ids", "/usr/share/misc/pci.ids", "/usr/share/pci.ids", "/var/lib/pciutils/pci.ids",
        "/usr/local/share/pci.ids",
    ]

    /// Devices that were sold after the list was written have no name.
    private static func names(_ host: HostRoot, _ inventory: Inventory, year: Int) -> Finding? {
        guard host.isMachine || host.exists("/usr/share") else { return nil }
        let lists = nameLists.compactMap { path in yearOfList(path, in: host).map { (path: path, year: $0) } }
        guard let newest = lists.max(by: { $0.year < $1.year }) else {
            return Finding(
                "pci-ids", .warning, "There is no pci.ids, so that products without a name of their driver have none.",
                remedy: "sudo apt install pci.ids")
        }
        guard year - newest.year < 3 else {
            return Finding(
                "pci-ids", .warning, "\(newest.path) is of \(newest.year): newer products have no name.",
                remedy: "sudo update-pciids")
        }
        return Finding("pci-ids", .ok, "\(newest.path) is of \(newest.year).")
    }

    /// The line `#\tDate:    2025-11-09 03:15:02` of its head.
    private static func yearOfList(_ path: String, in host: HostRoot) -> Int? {
        let head = host.reading(path) { read in read(0, 4096) } ?? nil
        guard let head else { return nil }
        let text = String(decoding: head, as: UTF8.self)
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("#") && $0.contains("Date:") }) else {
            return nil
        }
        return line.split { !$0.isNumber }.first.flatMap { Int(decimalDigits: $0) }
    }

    private static func omissions(_ inventory: Inventory) -> [Finding] {
        // The same of several devices once.
        var groups: [(first: Omission, others: Int)] = []
        for omission in inventory.omissions where !omission.isChosen && omission.what != "PCI bus" {
            let index = groups.firstIndex { $0.first.what == omission.what && $0.first.why == omission.why }
            if let index, omission.address != nil {
                groups[index].others += 1
            } else {
                groups.append((omission, 0))
            }
        }
        return groups.map { omission, others in
            let subject = omission.address.map { address in
                "\(address)" + (others == 0 ? "" : " and \(others) more")
                    + (omission.what == "function" ? "" : ": \(omission.what)")
            }
            return Finding("omission", .warning, "\(subject ?? omission.what): \(omission.why).")
        }
    }

    /// Without an IOMMU no function can be passed to a virtual machine safely.
    private static func iommu(_ inventory: Inventory) -> [Finding] {
        let functions = inventory.accelerators.filter { $0.partition == nil }
        guard !functions.isEmpty else { return [] }
        guard functions.allSatisfy({ $0.function.iommuGroup == nil }) else {
            return [Finding("iommu", .ok, "The IOMMU is on.")]
        }
        let isWanted = functions.contains { $0.attachment == .passthrough }
        return [
            Finding(
                "iommu", isWanted ? .failure : .ok,
                isWanted
                    ? "A device is bound to vfio, and no IOMMU is on. Turn it on in the firmware (VT-d, AMD-Vi) and on the kernel's command line (intel_iommu=on)."
                    : "No IOMMU is on; only virtual machines would need one.")
        ]
    }
}
