import Hardware
import HostBuilding
import Survey
import Sysfs
import TestSupport
import Testing

@Suite("KFD's topology") struct KFDTests {
    let gpu: PCIAddress = "0000:05:00.0"

    @Test func `joins a card by its render minor, and gives it /dev/kfd and its memory`() throws {
        let device = try Machine.inventory(host(nodes: [node(location: 0x500, minor: 128, uniqueID: 1)])).accelerator(
            gpu)
        #expect(device.paths == ["/dev/dri/card0", "/dev/dri/renderD128", "/dev/kfd"])
        #expect(device.memory == DeviceMemory(bytes: 1 << 36, source: .kfdMemoryBanks))
    }

    @Test func `joins a card whatever its driver is called`() throws {
        var host = host(nodes: [])
        host[gpu].link("driver", to: host[gpu].toSysfs + "bus/pci/drivers/hydcu")
        var kfd = HostDevice(path: "/devices/virtual/kfd/kfd/topology/nodes/1", subsystem: "kfd_node")
        for (name, text) in node(location: 0x500, minor: 128, uniqueID: 1) { kfd.set(name, to: .text(text)) }
        host.add(kfd)
        #expect(try Machine.inventory(host).accelerator(gpu).paths.contains("/dev/kfd"))
    }

    @Test func `divides a card into its own partitions, not another's`() throws {
        let host = host(nodes: [
            node(location: 0x500, minor: 128, uniqueID: 1), node(location: 0x501, minor: 129, uniqueID: 1),
            node(location: 0x601, minor: 130, uniqueID: 2),
        ])
        let inventory = try Machine.inventory(host)
        #expect(inventory.accelerators.compactMap(\.partition?.index) == [0, 1])
        #expect(try inventory.accelerator(gpu).memory?.bytes == 1 << 37)
    }

    @Test func `of another place is not the card's, though the render minor is`() throws {
        let device = try Machine.inventory(host(nodes: [node(location: 0x900, minor: 128, uniqueID: 1)])).accelerator(
            gpu)
        #expect(device.paths == ["/dev/dri/card0", "/dev/dri/renderD128"])
        #expect(device.memory == nil)
    }

    @Test func `with banks that cannot be read leaves the memory unknown`() throws {
        var properties = node(location: 0x500, minor: 128, uniqueID: 1)
        properties["mem_banks/1/properties"] = "heap_type 1\n"
        let device = try Machine.inventory(host(nodes: [properties])).accelerator(gpu)
        #expect(device.memory == nil)
        #expect(device.paths.contains("/dev/kfd"))
    }

    @Test func `tells no memory of a node when nodes have changed since it was read`() throws {
        let machine = try Machine(host(nodes: [node(location: 0x500, minor: 128, uniqueID: 1)]))
        let topology = KFDTopology(machine.root)
        let node = try #require(topology.nodes(ofCardAt: gpu, renderMinor: 128).first)
        #expect(topology.memory(of: node) == 1 << 36)
        try machine.files.put("3", at: "sys/devices/virtual/kfd/kfd/topology/generation_id")
        #expect(topology.memory(of: node) == nil)
    }

    private func node(location: Int, minor: Int, uniqueID: Int) -> [String: String] {
        [
            "properties":
                "simd_count 304\ndomain 0\nlocation_id \(location)\ndrm_render_minor \(minor)\nunique_id \(uniqueID)\n",
            "mem_banks/0/properties": "heap_type 1\nsize_in_bytes \(1 << 36)\n",
        ]
    }

    private func host(nodes: [[String: String]]) -> HostBuilder {
        var host = HostBuilder()
        host.add(.gpu(gpu, driver: "amdgpu", ids: (0x1002, 0x74a1)))
        host.addDRM(to: gpu, card: 0, render: 128)
        var kfd = HostDevice(
            path: "/devices/virtual/kfd/kfd", subsystem: "kfd", node: HostNode("kfd", major: 234, minor: 0))
        kfd["topology/generation_id"] = "2"
        // A processor's node, which has no render node.
        kfd.set("topology/nodes/0/properties", to: .text("simd_count 0\ndrm_render_minor 0\nlocation_id 0\n"))
        for (index, files) in nodes.enumerated() {
            for (name, text) in files { kfd.set("topology/nodes/\(index + 1)/\(name)", to: .text(text)) }
        }
        host.add(kfd)
        return host
    }
}
