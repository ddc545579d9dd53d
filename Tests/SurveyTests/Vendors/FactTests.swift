import Hardware
import HostBuilding
import Survey
import Testing

@Suite("A fact") struct FactTests {
    let gpu: PCIAddress = "0000:03:00.0"

    @Test(arguments: [("-1", nil), ("0", 0), ("7", 7), ("", nil)])
    func `of NUMA is absent where the kernel writes -1`(text: String, node: Int?) throws {
        #expect(try device(["numa_node": text]).function.numaNode == node)
    }

    @Test(arguments: [nil, "0", "", "unknown", "-5"])
    func `of memory is absent where the driver does not know it`(text: String?) throws {
        #expect(try device(["mem_info_vram_total": text]).memory == nil)
    }

    @Test func `of memory is never the size of a window`() throws {
        var host = HostBuilder()
        var function = HostFunction.gpu(gpu)
        function.regions = [2: HostRegion(start: 0x4000_0000_0000, size: 1 << 34, kind: .prefetchable64)]
        host.add(function)
        host.addDRM(to: gpu, card: 0, render: 128)
        #expect(try Machine.inventory(host).accelerator(gpu).memory == nil)
    }

    @Test func `of memory is the driver's own, beside the card's node`() throws {
        var host = HostBuilder.oneGPU(driver: "i915")
        var card = HostDevice(
            path: "\(host[gpu].path)/drm/card0", subsystem: "drm", node: HostNode("dri/card0", major: 226, minor: 0))
        card["lmem_total_bytes"] = "17079205888"
        host.add(card)
        let memory = try Machine.inventory(host).accelerator(gpu).memory
        #expect(memory == DeviceMemory(bytes: 17_079_205_888, source: .localMemoryTotal))
    }

    @Test(arguments: [("D0", "D0"), ("D3cold", "D3cold"), ("unknown", nil), ("error", nil)])
    func `of power is absent where the kernel does not know it`(text: String, state: String?) throws {
        #expect(try device(["power_state": text]).function.powerState == state)
    }

    @Test(arguments: [
        ("xe", "a4-b4-ac-12-34-56-78-9f", nil, "a4-b4-ac-12-34-56-78-9f"), ("xe", "692352003417", nil, nil),
        ("amdgpu", "692352003417", "692352003417", nil),
        ("amdgpu", "a4-b4-ac-12-34-56-78-9f", nil, "a4-b4-ac-12-34-56-78-9f"),
    ])
    func `of the board's serial number is not PCIe's number`(
        driver: String, text: String, serial: String?, number: String?
    ) throws {
        let host = HostBuilder.oneReadyGPU(
            driver: driver, ids: (0x1002, 0x744c), attributes: ["serial_number": text])
        let device = try Machine.inventory(host).accelerator(gpu)
        #expect(device.serial == serial)
        #expect(device.function.deviceSerialNumber == number)
    }

    @Test(arguments: [("amdgpu", "AMD Instinct MI300X OAM"), ("xe", nil)])
    func `of the product's name is the driver's, where that has one`(driver: String, name: String?) throws {
        let host = HostBuilder.oneReadyGPU(
            driver: driver, ids: (0x1002, 0x74a1), attributes: ["product_name": "AMD Instinct MI300X OAM"])
        #expect(try Machine.inventory(host).accelerator(gpu).function.name.driverName == name)
    }

    @Test func `of reset tells none from not known`() throws {
        #expect(try device(["reset_method": "flr bus"]).function.resetMethods == ["flr", "bus"])
        #expect(try device(["reset_method": ""]).function.resetMethods == [])
        #expect(try device(["reset_method": nil]).function.resetMethods == nil)
    }

    @Test func `of revision is absent in captures of old kernels`() throws {
        #expect(try device(["revision": nil]).function.revision == nil)
        #expect(try device(["revision": "0xa1"]).function.revision == 0xa1)
    }

    @Test func `of place is the path of bridges down from the root`() throws {
        var host = HostBuilder()
        host.addBridge(at: "0000:00:01.0", to: 1...3)
        host.addBridge(at: "0000:01:00.0", to: 2...3, below: "0000:00:01.0")
        host.add(.gpu(gpu), below: "0000:01:00.0")
        let function = try Machine.inventory(host).accelerator(gpu).function
        #expect(function.upstream == ["0000:00:01.0", "0000:01:00.0"])
        #expect(function.parent == "0000:01:00.0")
        #expect(function.pcieRoot == "pci0000:00")
    }

    @Test func `of a root is absent behind a VMD, whose domain has five digits`() throws {
        var host = HostBuilder()
        host.add(
            HostFunction(
                "0000:e0:05.5", vendorID: PCIID(0x8086), deviceID: PCIID(0x28c0), pciClass: .processingAccelerator),
            root: "pci0000:e0")
        host.add(.gpu("10000:e1:00.0"), root: "pci0000:e0/0000:e0:05.5/pci10000:e0")
        let function = try Machine.inventory(host).accelerator("10000:e1:00.0").function
        #expect(function.pcieRoot == nil)
        #expect(function.upstream == ["0000:e0:05.5"])
    }

    @Test func `of the driver's version is what its module declares`() throws {
        var host = HostBuilder.oneReadyGPU(driver: "xe-vfio-x")
        host.setFile("sys/module/xe_vfio_x/version", to: "1.2.3\n")
        #expect(try Machine.inventory(host).accelerator(gpu).function.driverVersion == "1.2.3")
    }

    @Test func `of identity is complete`() throws {
        var host = HostBuilder()
        host.add(
            HostFunction(
                gpu, vendorID: PCIID(0x8086), deviceID: PCIID(0x56a0), pciClass: .vga,
                subsystemVendorID: PCIID(0x1849), subsystemID: PCIID(0x6001), revision: 8))
        let function = try Machine.inventory(host).accelerator(gpu).function
        #expect(function.subsystemVendorID == PCIID(0x1849))
        #expect(function.subsystemID == PCIID(0x6001))
        #expect(function.revision == 8)
        #expect(function.pciClass == .vga)
    }

    private func device(_ attributes: [String: String?]) throws -> Accelerator {
        try Machine.inventory(.oneReadyGPU(attributes: attributes)).accelerator(gpu)
    }
}
