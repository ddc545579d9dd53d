private import Files
package import Hardware

/// What drivers put into the function's own directory.
extension FunctionFiles {
    /// amdgpu and i915 state their memory there; xe states none.
    package func memory(cards: [String], in host: HostRoot) -> DeviceMemory? {
        if let bytes = byteCount(text("mem_info_vram_total")) { return DeviceMemory(bytes: bytes, source: .vramTotal) }
        for card in driver == "i915" ? cards : [] {
            if let bytes = byteCount(host.text("\(card)/lmem_total_bytes")) {
                return DeviceMemory(bytes: bytes, source: .localMemoryTotal)
            }
        }
        return nil
    }

    /// The share of its memory that this physical function gives to a virtual one, as xe (`sriov_admin`) and i915's
    /// out-of-tree driver (`prelim_iov`) state it. Both count their virtual functions from 1.
    package func memory(ofVirtualFunction index: Int, cards: [String], in host: HostRoot) -> DeviceMemory? {
        if names.contains("sriov_admin"),
            let bytes = byteCount(directory.text("sriov_admin/vf\(index + 1)/profile/vram_quota"))
        {
            return DeviceMemory(bytes: bytes, source: .vramQuota)
        }
        for card in cards {
            let share = "\(card)/prelim_iov/vf\(index + 1)"
            let tiles = (host.directory(share)?.names() ?? []).filter { $0.hasPrefix("gt") }
            let quotas = tiles.compactMap { byteCount(host.text("\(share)/\($0)/lmem_quota")) }
            guard !tiles.isEmpty, quotas.count == tiles.count else { continue }
            return DeviceMemory(parts: quotas, source: .localMemoryQuota)
        }
        return nil
    }

    /// amdgpu's unique id; parts that have none show zeros.
    package var uniqueID: String? {
        text("unique_id").flatMap { $0.utf8.allSatisfy { $0 == UInt8(ascii: "0") } ? nil : $0 }
    }

    package var serialNumber: SerialNumber? { text("serial_number").map { SerialNumber(text: $0) } }

    /// How amdgpu divides the card: `SPX` for not at all, `CPX` for into as many parts as there can be.
    package var computePartition: String? { text("current_compute_partition") }

    package var vbiosVersion: String? { text("vbios_version") }

    /// The firmware of habanalabs' management processor.
    package var managementFirmwareVersion: String? { text("cpucp_ver") }

    /// habanalabs' number for the device's place on the board.
    package var habanalabsModule: UInt? { text("module_id").flatMap { UInt(decimalDigits: $0) } }

    /// habanalabs' word on the device: `operational`, `in reset`, `malfunction`, …
    package var habanalabsStatus: String? { text("status") }

    /// xe gives up all but firmware updates in this mode.
    package var isInSurvivabilityMode: Bool { names.contains("survivability_mode") && driver == "xe" }

    /// Whether the function serves vGPUs: the driver gives it mediated devices, or NVIDIA's vGPU files.
    package var servesVirtualGPUs: Bool {
        names.contains("mdev_supported_types") || directory.exists("nvidia/creatable_vgpu_types")
    }

    /// Whether vfio holds the function. It registers a device of its own below it, whatever the driver is called; kernels
    /// before 6.1 have none, and only the driver's name says so.
    package var isKeptByVFIO: Bool { names.contains("vfio-dev") || driver?.mentions("vfio") == true }

    /// Whether the function passes a vGPU through, yet has not been told which.
    package var lacksVirtualGPUType: Bool {
        names.contains("nvidia") && directory.text("nvidia/current_vgpu_type") == "0"
    }

    /// Memory of 0 bytes is a driver's "unknown".
    private func byteCount(_ text: String?) -> UInt64? {
        text.flatMap { UInt64(decimalDigits: $0) }.flatMap { $0 > 0 ? $0 : nil }
    }
}

/// What `serial_number` holds: amdgpu's file is the board's, and since 2025 the kernel itself has a file of this name for other
/// cards, which is another number.
package enum SerialNumber: Hashable, Sendable {
    case ofBoard(String)
    /// PCIe's Device Serial Number: eight pairs of hexadecimal digits with dashes between them.
    case ofDevice(String)

    init(text: String) {
        let pairs = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let isOfDevice = pairs.count == 8 && pairs.allSatisfy { $0.count == 2 && $0.allSatisfy(\.isHexadecimalDigit) }
        self = isOfDevice ? .ofDevice(text) : .ofBoard(text)
    }
}
