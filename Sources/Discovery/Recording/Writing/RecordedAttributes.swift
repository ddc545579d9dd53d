/// Which files of a device a recording holds: those that discovery reads, and those that libpci and lspci need besides.
/// Files whose reading costs something (`vpd`, `rom`, `config`, which wakes a suspended card) are not among them.
enum RecordedAttributes {
    static let ofFunction: Set<String> = [
        "ari_enabled", "available_compute_partition", "boot_vga", "class", "cpucp_ver", "current_compute_partition",
        "current_link_speed", "current_link_width", "current_memory_partition", "device", "device_type",
        "driver_override", "enable", "fuse_ver", "irq", "local_cpulist", "max_link_speed", "max_link_width",
        "mem_info_vis_vram_total", "mem_info_vram_total", "modalias", "module_id", "numa_node", "pci_addr",
        "power_state", "product_name", "reset_method", "resource", "revision", "serial_number",
        "sriov_drivers_autoprobe", "sriov_numvfs", "sriov_offset", "sriov_stride", "sriov_totalvfs", "sriov_vf_device",
        "sriov_vf_total_msix", "status", "subsystem_device", "subsystem_vendor", "survivability_mode", "unique_id",
        "vbios_version", "vendor",
    ]

    /// Directories of a function that are recorded whole.
    static let directoriesOfFunction: Set<String> = ["mdev_supported_types", "nvidia", "sriov_admin"]

    static let ofNode: Set<String> = ["busname", "dev", "lmem_total_bytes"]

    static let directoriesOfNode: Set<String> = ["prelim_iov"]

    static func isLinkOfFunction(_ name: String) -> Bool {
        ["driver", "iommu_group", "physfn"].contains(name) || name.hasPrefix("virtfn")
    }

    /// Directories below a function in which its own device nodes stand.
    static func isNodeDirectory(_ name: String) -> Bool {
        ["accel", "drm", "habanalabs", "infiniband_verbs", "mei", "vfio-dev"].contains(name)
    }

    /// Devices below a function that have such directories of their own.
    static func isIntermediate(_ name: String) -> Bool {
        name.hasPrefix("virtio") || name.hasPrefix("i915.mei") || name.hasPrefix("xe.mei")
    }

    /// The kernel's own properties; of udev's, only those that documents show.
    static func isRecorded(property name: String) -> Bool {
        [
            "DEVLINKS", "DEVNAME", "DEVTYPE", "DRIVER", "ID_PATH", "ID_PATH_TAG", "MAJOR", "MINOR", "MODALIAS",
            "PCI_CLASS", "PCI_ID", "PCI_SLOT_NAME", "PCI_SUBSYS_ID", "USEC_INITIALIZED",
        ].contains(name)
    }
}
