private import Hardware

/// One GPU node of KFD's topology (`/sys/class/kfd/kfd/topology/nodes/N`): a GPU, or a partition of one.
package struct KFDNode: Hashable, Sendable {
    package let domain: UInt32
    /// The routing id; where the card is partitioned, its low three bits are the partition's index, not a function.
    package let location: UInt16
    /// 0 where the driver gives none.
    package let uniqueID: UInt64
    package let renderMinor: UInt32
    /// The sum of the banks with heap type 1 or 2 (local memory); absent where they cannot be read, as for nodes
    /// outside a container's device cgroup.
    package let memoryBytes: UInt64?

    /// Nil for CPU nodes and for nodes that cannot be read.
    init?(_ directory: borrowing HostDirectory, banks: [String]) {
        guard let text = directory.text("properties") else { return nil }
        let properties = Self.properties(text)
        guard (properties["simd_count"] ?? 0) > 0,
            let minor = properties["drm_render_minor"].flatMap(UInt32.init(exactly:)),
            minor > 0, let location = properties["location_id"].flatMap(UInt16.init(exactly:)),
            let domain = UInt32(exactly: properties["domain"] ?? 0)
        else { return nil }
        self.domain = domain
        self.location = location
        uniqueID = properties["unique_id"] ?? 0
        renderMinor = minor
        memoryBytes = banks.isEmpty ? nil : Self.localMemory(directory, banks: banks)
    }

    private static func localMemory(_ directory: borrowing HostDirectory, banks: [String]) -> UInt64? {
        var total: UInt64 = 0
        for bank in banks {
            guard let text = directory.text("mem_banks/\(bank)/properties") else { return nil }
            let properties = properties(text)
            guard let heap = properties["heap_type"], let size = properties["size_in_bytes"] else { return nil }
            guard heap == 1 || heap == 2 else { continue }
            let (sum, overflow) = total.addingReportingOverflow(size)
            guard !overflow else { return nil }
            total = sum
        }
        return total > 0 ? total : nil
    }

    /// Lines of `key value`.
    private static func properties(_ text: String) -> [String: UInt64] {
        var values: [String: UInt64] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2, let value = UInt64(decimalDigits: words[1]) else { continue }
            values[String(words[0])] = value
        }
        return values
    }
}
