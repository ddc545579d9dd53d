import Hardware
import HostBuilding
import Survey
import TestSupport
import Testing

@Suite("A divided card") struct PartitionTests {
    private let card: PCIAddress = "0000:05:00.0"

    /// A card in `mode`, whose first partition has the card's own DRM devices and each further one those of a platform
    /// device. The numbers of those begin at `firstMinor`.
    private func host(
        mode: String? = "CPX", partitions: Int = 4, firstMinor: Int = 129, hasBanks: Bool = true, known: Int? = nil
    ) -> HostBuilder {
        var host = HostBuilder()
        host.add(
            .gpu(
                card, driver: "amdgpu", ids: (0x1002, 0x74a1),
                attributes: [
                    "current_compute_partition": mode, "current_memory_partition": "NPS1",
                    "mem_info_vram_total": "\(192 << 30)", "unique_id": "0123456789abcdef",
                    "serial_number": "692352003417", "product_name": "AMD Instinct MI300X OAM",
                ]))
        host.addDRM(to: card, card: 0, render: 128)
        var kfd = HostDevice(
            path: "/devices/virtual/kfd/kfd", subsystem: "kfd", node: HostNode("kfd", major: 234, minor: 0))
        for partition in 0..<partitions {
            let minor = partition == 0 ? 128 : firstMinor + partition - 1
            if partition > 0 {
                for (name, minor) in [("card\(partition)", partition), ("renderD\(minor)", minor)] {
                    host.add(
                        HostDevice(
                            path: "/devices/platform/amdgpu_xcp_\(partition - 1)/drm/\(name)", subsystem: "drm",
                            node: HostNode("dri/\(name)", major: 226, minor: minor)))
                }
            }
            guard partition < known ?? partitions else { continue }
            kfd["topology/nodes/\(partition + 1)/properties"] =
                "simd_count 304\ndomain 0\nlocation_id \(0x500 + partition)\ndrm_render_minor \(minor)\nunique_id 7"
            if hasBanks {
                kfd["topology/nodes/\(partition + 1)/mem_banks/0/properties"] = "heap_type 1\nsize_in_bytes \(48 << 30)"
            }
        }
        host.add(kfd)
        return host
    }

    @Test func `is offered as its partitions, each with its own nodes and its share of the memory`() throws {
        let inventory = try Machine.inventory(host())
        #expect(
            inventory.accelerators.map(\.name.description) == [
                "0000-05-00-0-0x74a1", "0000-05-00-0-0x74a1-cpx-0", "0000-05-00-0-0x74a1-cpx-1",
                "0000-05-00-0-0x74a1-cpx-2", "0000-05-00-0-0x74a1-cpx-3",
            ])
        let whole = try #require(inventory.accelerators.first)
        #expect(
            whole.offer.reason == "divided into 4 partitions (CPX), which are devices of their own")
        #expect(whole.attachment == nil)
        #expect(whole.memory?.bytes == 192 << 30)
        #expect(inventory.offered.map(\.partition?.index) == [0, 1, 2, 3])
        #expect(
            inventory.offered.map(\.paths) == [
                ["/dev/dri/card0", "/dev/dri/renderD128", "/dev/kfd"],
                ["/dev/dri/card1", "/dev/dri/renderD129", "/dev/kfd"],
                ["/dev/dri/card2", "/dev/dri/renderD130", "/dev/kfd"],
                ["/dev/dri/card3", "/dev/dri/renderD131", "/dev/kfd"],
            ])
        for partition in inventory.offered {
            #expect(partition.type == .partition)
            #expect(partition.partition?.parent == whole.name)
            #expect(partition.partition?.profile == "CPX")
            #expect(partition.memory == DeviceMemory(bytes: 48 << 30, source: .kfdMemoryBanks))
            #expect(partition.function.name.product == "AMD Instinct MI300X OAM")
            #expect(partition.serial == "692352003417")
            #expect(partition.uuid == nil)
        }
    }

    @Test(arguments: [("DPX", 2), ("TPX", 3), ("QPX", 4), ("CPX", 8)])
    func `has as many devices as its mode says`(mode: String, count: Int) throws {
        let inventory = try Machine.inventory(host(mode: mode, partitions: count))
        #expect(inventory.offered.count == count)
        #expect(Set(inventory.offered.map(\.partition?.profile)) == [mode])
        #expect(Set(inventory.offered.map(\.name)).count == count)
    }

    @Test func `is one device where it is not divided`() throws {
        let inventory = try Machine.inventory(host(mode: "SPX", partitions: 1))
        #expect(inventory.accelerators.map(\.name.description) == ["0000-05-00-0-0x74a1"])
        #expect(inventory.offered.map(\.type) == [.gpu])
    }

    @Test func `keeps its partitions' names when nodes are numbered anew`() throws {
        let before = try Machine.inventory(host(firstMinor: 129))
        let after = try Machine.inventory(host(firstMinor: 150))
        #expect(before.offered.map(\.name) == after.offered.map(\.name))
        #expect(before.offered.map(\.paths) != after.offered.map(\.paths))
    }

    @Test func `has memory in equal shares where KFD's banks cannot be read`() throws {
        let inventory = try Machine.inventory(host(hasBanks: false))
        #expect(
            Set(inventory.offered.map(\.memory)) == [DeviceMemory(bytes: 48 << 30, source: .partitionShare)])
    }

    @Test func `is waited for until KFD shows its partitions`() throws {
        let device = try Machine.inventory(host(known: 1)).accelerator(card)
        #expect(device.readiness == .pending("its partitions (CPX) are not in KFD's topology yet"))
    }

    @Test func `offers the other partitions while the node of one is missing`() throws {
        let machine = try Machine(host())
        machine.files.remove("dev/dri/renderD130")
        let inventory = try machine.inventory()
        #expect(inventory.offered.map(\.partition?.index) == [0, 1, 3])
        #expect(
            inventory.accelerators.map(\.readiness).contains(
                .pending("/dev/dri/renderD130 of this partition is not there yet")))
    }
}
