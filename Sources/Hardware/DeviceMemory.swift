/// Device-local memory, as a driver states it. Sizes of PCI windows (BARs) are never passed off as memory.
package struct DeviceMemory: Hashable, Sendable {
    package var bytes: UInt64
    package var source: Source

    package init(bytes: UInt64, source: Source) {
        self.bytes = bytes
        self.source = source
    }

    /// The sum of parts; nil for a sum that does not fit, which no memory has.
    package init?(parts: [UInt64], source: Source) {
        var bytes: UInt64 = 0
        for part in parts {
            let (sum, isTooLarge) = bytes.addingReportingOverflow(part)
            guard !isTooLarge else { return nil }
            bytes = sum
        }
        self.init(bytes: bytes, source: source)
    }

    /// Where the size was read.
    package enum Source: String, Sendable {
        /// amdgpu's file in the PCI directory.
        case vramTotal = "mem_info_vram_total"
        /// i915's file beside the DRM node.
        case localMemoryTotal = "lmem_total_bytes"
        /// NVIDIA's management library.
        case nvml
        /// Memory regions of i915 and xe, which are asked for at the render node.
        case drmQuery = "drm query"
        /// The sum of a KFD node's `mem_banks` with heap type 1 or 2.
        case kfdMemoryBanks = "kfd mem_banks"
        /// Of a compute partition: the card's memory, of which all partitions have equally much.
        case partitionShare = "equal share of the card"
        /// The share that xe gave a virtual function.
        case vramQuota = "vram_quota"
        /// The share that i915 gave a virtual function.
        case localMemoryQuota = "lmem_quota"
    }
}
