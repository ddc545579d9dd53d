private import Files
private import Hardware

/// A character device that the kernel has registered somewhere below a function.
package struct RegisteredDevice: Sendable {
    /// Below the function: `tenstorrent/tenstorrent!0`.
    package let path: String
    /// `tenstorrent`, `drm`, `infiniband_verbs`.
    package let subsystem: String
    package let device: ClassDevice

    /// The node's name below /dev: `tenstorrent/0`.
    package var nodeName: Substring { device.nodePath.dropFirst("/dev/".utf8.count) }
}

extension FunctionFiles {
    /// The character devices of the function and of the devices on it, down to the next PCI function.
    package func registeredDevices() -> [RegisteredDevice] {
        var found: [RegisteredDevice] = []
        collect(&found, below: "", names: names.sorted(), levels: Self.deepest)
        return found
    }

    /// No driver nests its devices deeper; a damaged capture might.
    private static let deepest = 8

    private func collect(_ found: inout [RegisteredDevice], below path: String, names: [String], levels: Int) {
        guard levels > 0 else { return }
        for name in names where Self.mayLeadToDevices(name) {
            let place = path + name
            // Links lead to other places of the tree: to the subsystem, to the driver, to other functions.
            guard directory.link(place) == nil, let below = directory.subdirectory(place) else { continue }
            let names = below.names().sorted()
            if names.contains("dev") {
                let subsystem = directory.link("\(place)/subsystem")?.lastPathComponent
                let parent = path.isEmpty ? "" : String(path.dropLast()).lastPathComponent
                let nodeName = String(name.map { $0 == "!" ? "/" : $0 })
                if let device = ClassDevice(place, of: directory, nodeName: nodeName) {
                    found.append(RegisteredDevice(path: place, subsystem: subsystem ?? parent, device: device))
                }
            }
            collect(&found, below: place + "/", names: names, levels: levels - 1)
        }
    }

    /// Most of the names are files. Opening each to see would take longer than all the rest.
    private static func mayLeadToDevices(_ name: String) -> Bool {
        !filesOfEveryFunction.contains(name) && !name.hasPrefix("resource") && !name.hasPrefix("virtfn")
            && PCIAddress(name) == nil
    }

    private static let filesOfEveryFunction: Set<String> = [
        "aer_dev_correctable", "aer_dev_fatal", "aer_dev_nonfatal", "ari_enabled", "broken_parity_status", "class",
        "config", "consistent_dma_mask_bits", "current_link_speed", "current_link_width", "d3cold_allowed", "dev",
        "device", "dma_mask_bits", "driver", "driver_override", "enable", "firmware_node", "iommu", "iommu_group",
        "irq", "link", "local_cpulist", "local_cpus", "max_link_speed", "max_link_width", "modalias", "msi_bus",
        "msi_irqs", "numa_node", "physfn", "power", "power_state", "remove", "rescan", "reset", "reset_method",
        "revision", "rom", "serial_number", "subsystem", "subsystem_device", "subsystem_vendor", "uevent", "vendor",
        "vpd", "wakeup",
    ]
}
