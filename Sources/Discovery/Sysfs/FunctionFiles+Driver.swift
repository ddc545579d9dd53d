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

    package var serialNumber: String? { text("serial_number") }

    package var vbiosVersion: String? { text("vbios_version") }

    /// The firmware of habanalabs' management processor.
    package var managementFirmwareVersion: String? { text("cpucp_ver") }

    /// habanalabs' word on the device: `operational`, `in reset`, `malfunction`, …
    package var habanalabsStatus: String? { text("status") }

    /// xe gives up all but firmware updates in this mode.
    package var isInSurvivabilityMode: Bool { names.contains("survivability_mode") && driver == "xe" }

    /// Whether the function serves vGPUs: the driver gives it mediated devices, or NVIDIA's vGPU files.
    package var servesVirtualGPUs: Bool {
        names.contains("mdev_supported_types") || directory.exists("nvidia/creatable_vgpu_types")
    }

    /// Memory of 0 bytes is a driver's "unknown".
    private func byteCount(_ text: String?) -> UInt64? {
        text.flatMap { UInt64(decimalDigits: $0) }.flatMap { $0 > 0 ? $0 : nil }
    }
}
