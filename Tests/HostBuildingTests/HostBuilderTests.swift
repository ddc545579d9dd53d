import Glibc
import Hardware
import HostBuilding
import TestSupport
import Testing

@Suite("A built host")
struct HostBuilderTests {
    @Test
    func `puts virtual functions where the kernel computes them`() throws {
        var host = HostBuilder()
        let physical = try address("0000:3b:00.0")
        host.add(gpu(physical))
        host.addVirtualFunctions(to: physical, total: 300, enabled: 260, offset: 4, stride: 1) { gpu($1) }

        #expect(host[physical].values["virtfn0"] == .link("../0000:3b:00.4"))
        #expect(host[physical].values["virtfn4"] == .link("../0000:3b:01.0"))
        #expect(host[physical].values["virtfn252"] == .link("../0000:3c:00.0"))
        #expect(host[try address("0000:3c:00.0")].values["physfn"] == .link("../0000:3b:00.0"))
        #expect(host[physical]["sriov_vf_device"] == "25b6")
    }

    @Test
    func `has the record of each device, parents first`() throws {
        var host = HostBuilder(name: "node-a")
        let port = try address("0000:00:01.0")
        let card = try address("0000:01:00.0")
        host.addBridge(at: port, to: 1...1)
        host.add(gpu(card, attributes: ["serial": "back\\slash"]), below: port)
        host.addDRM(to: card, card: 0, render: 128)

        let records = host.recording.split(separator: "\n\n").map { $0.split(separator: "\n").map(String.init) }
        #expect(
            records.compactMap(\.first) == [
                "P: /devices/virtual/apus/host", "P: /devices/pci0000:00/0000:00:01.0",
                "P: /devices/pci0000:00/0000:00:01.0/0000:01:00.0",
                "P: /devices/pci0000:00/0000:00:01.0/0000:01:00.0/drm/card0",
                "P: /devices/pci0000:00/0000:00:01.0/0000:01:00.0/drm/renderD128",
            ])
        #expect(records[0].contains("A: proc/sys/kernel/hostname=node-a\\n"))
        #expect(records[2].contains("E: PCI_ID=10DE:25B6"))
        #expect(records[2].contains("A: serial=back\\\\slash\\n"))
        #expect(records[2].contains("L: driver=../../../../bus/pci/drivers/nvidia"))
        #expect(records[3].contains("S: dri/by-path/pci-0000:01:00.0-card"))
    }

    @Test
    func `leads from every list to the same directory`() throws {
        let root = try TemporaryDirectory()
        try HostBuilder.generated(physicalFunctions: 1, virtualFunctions: 2).write(to: root.path)

        let function = "\(root.path)/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.2"
        #expect(resolve("\(root.path)/sys/bus/pci/devices/0000:01:00.2") == function)
        #expect(resolve("\(root.path)/sys/bus/pci/drivers/xe/0000:01:00.2") == function)
        #expect(resolve("\(root.path)/sys/kernel/iommu_groups/3/devices/0000:01:00.2") == function)
        #expect(resolve("\(root.path)/sys/bus/pci/devices/0000:01:00.0/virtfn1") == function)
        #expect(resolve("\(root.path)/sys/class/drm/renderD130") == "\(function)/drm/renderD130")
        #expect(resolve("\(root.path)/sys/dev/char/226:2") == "\(function)/drm/card2")
        #expect(resolve("\(root.path)/dev/dri/by-path/pci-0000:01:00.2-card") == "\(root.path)/dev/dri/card2")
    }

    private func address(_ text: String) throws -> PCIAddress { try #require(PCIAddress(text)) }

    private func gpu(_ address: PCIAddress, attributes: [String: String?] = [:]) -> HostFunction {
        HostFunction(
            address, vendorID: PCIID(0x10de), deviceID: PCIID(0x25b6), pciClass: .display, driver: "nvidia",
            attributes: attributes)
    }

    private func resolve(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
