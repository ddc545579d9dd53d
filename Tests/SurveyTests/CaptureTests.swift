import Hardware
import HostBuilding
import Survey
import Sysfs
import TestSupport
import Testing

@Suite("A captured machine") struct CaptureTests {
    @Test(arguments: Capture.all)
    func `has every display and processing accelerator in its inventory`(capture: Capture) throws {
        let inventory = try capture.inventory()
        #expect(inventory.addresses == (try capture.expectedCandidates()))
    }

    @Test(arguments: Capture.all)
    func `offers nothing that is not ready and gives no empty node`(capture: Capture) throws {
        let inventory = try capture.inventory()
        for accelerator in inventory.accelerators {
            #expect(!accelerator.isOffered || accelerator.readiness == .ready)
            #expect(!accelerator.isOffered || !accelerator.nodes.isEmpty)
            #expect(accelerator.paths.allSatisfy { $0.hasPrefix("/dev/") && !$0.hasSuffix("/") })
            #expect(
                accelerator.memory == nil || [Capture.vega.name, Capture.h200.name].contains(capture.name),
                "no other says how much memory there is"
            )
        }
    }

    @Test func `with an A2 has its sixteen virtual functions by index, parent and group`() throws {
        let inventory = try Capture.a2.inventory()
        let physical: PCIAddress = "0000:08:00.0"
        let own = inventory.accelerators.filter { $0.function.sriov.parent == physical }
        #expect(own.map(\.function.sriov) == (0..<16).map { .virtual(of: physical, index: $0) })
        #expect(own.map(\.function.iommuGroup?.number) == (90...105).map { $0 })
        #expect(own.first?.address == "0000:08:00.4")
        #expect(own.last?.address == "0000:08:02.3")
        #expect(Set(own.map(\.function.deviceID)) == [PCIID(0x25b6)])
        #expect(Set(own.map(\.function.subsystemID)) == [PCIID(0)])
        #expect(Set(own.map(\.function.driver)) == ["nvidia"])
        #expect(own.allSatisfy { $0.function.link.currentSpeed == nil && $0.function.link.currentWidth == nil })

        let function = try inventory.accelerator(physical).function
        #expect(function.deviceID == PCIID(0x25b6))
        #expect(function.subsystemID == PCIID(0x157e))
        let sriov = try #require(function.sriov.physicalFunction)
        #expect((sriov.totalVFs, sriov.enabledVFs, sriov.liveVFs) == (16, 16, 16))
        #expect((sriov.offset, sriov.stride) == (4, 1))
        #expect(sriov.virtualDeviceID == PCIID(0x25b6))
    }

    @Test func `with an H200 has what its driver tells, and the driver's files in a prefix of their own`() throws {
        let inventory = try Capture.h200.inventory()
        let device = try inventory.accelerator("0000:00:06.0")
        #expect(device.isOffered)
        #expect(device.function.name.product == "NVIDIA H200")
        #expect(device.function.name.architecture == "Hopper")
        #expect(device.memory == DeviceMemory(bytes: 143_771 << 20, source: .nvml))
        // PCIe's number is another one, though the kernel's file for it is called serial_number.
        #expect(device.serial?.count == 13)
        #expect(device.function.deviceSerialNumber?.count == 23)
        let files = try #require(inventory.driverFiles)
        #expect(files.version == "580.159.04")
        #expect(files.root == nil)
        #expect(files.libraries.allSatisfy { $0.path.hasPrefix("/usr/local/nvidia/lib64/") })
        #expect(files.libraries.contains { $0.names == ["libcuda.so.1", "libcuda.so"] })
        #expect(files.files.contains { $0.path == "/usr/local/nvidia/bin/nvidia-smi" })
    }

    @Test func `with a T4 has its link, NUMA node and driver`() throws {
        let function = try Capture.t4.inventory().accelerator("0000:08:00.0").function
        #expect(function.deviceID == PCIID(0x1eb8))
        #expect(function.driver == "nvidia")
        #expect(function.numaNode == 0)
    }

    @Test func `of eight A100 has them unbound below four roots, and its ASPEED display not offered`() throws {
        let inventory = try Capture.dgx.inventory()
        let cards = inventory.accelerators.filter { $0.function.deviceID == PCIID(0x20b0) }
        #expect(
            cards.map(\.address) == [
                "0000:07:00.0", "0000:0f:00.0", "0000:47:00.0", "0000:4e:00.0", "0000:87:00.0", "0000:90:00.0",
                "0000:b7:00.0", "0000:bd:00.0",
            ])
        #expect(cards.allSatisfy { $0.readiness == .unbound && $0.function.vendorID == PCIID(0x10de) })
        #expect(
            Set(cards.map(\.function.pcieRoot)) == ["pci0000:00", "pci0000:40", "pci0000:80", "pci0000:b0"])
        let display = try inventory.accelerator("0000:63:00.0")
        #expect(display.function.vendorID == PCIID(0x1a03))
        #expect(display.offer.reason == "the display of a management processor")
        #expect(inventory.offered == [])
    }

    @Test func `of the Lunar Lake kind has a GPU as card1 and an NPU as accel0`() throws {
        let inventory = try Capture.lunarLake.inventory()
        #expect(inventory.addresses == ["0000:00:02.0", "0000:00:0b.0"])
        let gpu = try inventory.accelerator("0000:00:02.0")
        #expect(gpu.function.driver == "xe")
        #expect(gpu.paths == ["/dev/dri/card1", "/dev/dri/renderD128"])
        #expect(gpu.nodes.map(\.minor) == [1, 128])
        let npu = try inventory.accelerator("0000:00:0b.0")
        #expect(npu.function.driver == "intel_vpu")
        #expect(npu.function.pciClass.isProcessingAccelerator)
        #expect(npu.paths == ["/dev/accel/accel0"])
        #expect(npu.nodes.map(\.major) == [261])
        #expect(inventory.offered.count == 2)
    }

    @Test func `of the POWER8 kind has a domain for each bridge`() throws {
        let inventory = try Capture.power8.inventory()
        #expect(inventory.addresses == ["0002:01:00.0", "0009:06:00.0", "000a:01:00.0"])
        #expect(try inventory.accelerator("0002:01:00.0").function.pcieRoot == "pci0002:00")
        #expect(try inventory.accelerator("000a:01:00.0").function.deviceID == PCIID(0x15f9))
        #expect(try inventory.accelerator("0009:06:00.0").function.driver == "ast")
    }

    @Test func `with a domain of five digits has the functions of both domains`() throws {
        let capture = Capture.wideDomain
        #expect(try capture.inventory().addresses == ["0000:00:02.0"])
        let inventory = try capture.inventory(including: "01", "02")
        let wide = try inventory.accelerator("10000:00:04.0").function
        #expect((wide.vendorID, wide.deviceID) == (PCIID(0x1af4), PCIID(0x1001)))
        #expect(wide.pcieRoot == nil)
        #expect(inventory.accelerators.last?.address == "10000:00:04.0")
        #expect(try inventory.accelerator("10000:00:04.0").name.description == "10000-00-04-0-0x1001")
    }

    @Test func `with QuickAssist has its counts, and its incomplete function as an omission`() throws {
        let inventory = try Capture.quickAssist.inventory(including: "0b40")
        let sriov = try #require(try inventory.accelerator("0000:3b:00.0").function.sriov.physicalFunction)
        #expect((sriov.totalVFs, sriov.enabledVFs) == (16, 16))
        #expect(sriov.virtualFunctions == [])
        #expect(sriov.virtualDeviceID == PCIID(0x37c9))
        #expect(inventory.omission("0000:00:1f.2")?.contains("vendor") == true)
        #expect(inventory.omissions.count == 1)
    }

    @Test func `with Vector Engines has them by class, and their links in an old kernel's spelling`() throws {
        let capture = Capture.vectorEngines
        #expect(try capture.inventory().accelerators == [])
        let inventory = try capture.inventory(including: "0x0b40")
        #expect(inventory.accelerators.count == 8)
        for accelerator in inventory.accelerators {
            let function = accelerator.function
            #expect((function.vendorID, function.deviceID) == (PCIID(0x1bcf), PCIID(0x001c)))
            #expect(function.driver == "ve_drv")
            #expect(function.link.currentSpeed == LinkSpeed(tenths: 80))
            #expect(function.link.currentWidth == 16)
        }
        let network = try capture.inventory(including: "02").accelerator("0000:60:00.0").function
        #expect(network.sriov.physicalFunction?.totalVFs == 64)
        #expect(network.sriov.physicalFunction?.enabledVFs == 0)
    }

    @Test func `of a laptop has the GPU in use beside the one without a driver`() throws {
        let inventory = try Capture.laptop.inventory()
        #expect(inventory.offered.map(\.address) == ["0000:00:02.0"])
        #expect(try inventory.accelerator("0000:01:00.0").readiness == .unbound)
    }

    @Test func `with an AMD APU has its nodes`() throws {
        let device = try Capture.apu.inventory().accelerator("0000:c4:00.0")
        #expect(device.function.driver == "amdgpu")
        #expect(device.paths.prefix(2) == ["/dev/dri/card1", "/dev/dri/renderD128"])
    }

    @Test func `without drm files has its GPU as pending`() throws {
        let device = try Capture.withoutDRM.inventory().accelerator("0000:00:02.0")
        #expect(device.function.driver == "i915")
        #expect(device.function.iommuGroup?.number == 0)
        #expect(device.readiness.state == "pending")
    }

    @Test func `of the cloud has a P100 and a virtio display, neither of them ready`() throws {
        let inventory = try Capture.cloud.inventory()
        #expect(inventory.addresses == ["0000:04:00.0", "0000:06:00.0"])
        #expect(try inventory.accelerator("0000:06:00.0").function.deviceID == PCIID(0x15f8))
        #expect(inventory.offered == [])
    }

    @Test func `with a Vega 56 has the memory that its driver states, not the size of its window`() throws {
        let device = try Capture.vega.inventory().accelerator("0000:09:00.0")
        #expect(device.memory == DeviceMemory(bytes: 8_573_157_376, source: .vramTotal))
        #expect(device.uuid == "0123456789abcdef")
        #expect(device.serial == nil)
        #expect(device.vbiosVersion == "115-D050PIL-100")
        #expect((device.function.vendorID, device.function.deviceID) == (PCIID(0x1002), PCIID(0x687f)))
        #expect(device.function.subsystemVendorID == PCIID(0x1043))
        #expect(device.function.driver == "amdgpu")
        #expect(device.readiness.state == "pending")
    }

    @Test func `with eight MI210 has each joined to its own KFD node, bridged cards or not`() throws {
        var host = HostBuilder()
        // Routing ids by render minor, as one such server has them.
        let locations = [25344, 17152, 768, 9728, 58112, 49920, 33536, 41728]
        for (index, location) in locations.enumerated() {
            let address = PCIAddress(
                domain: 0, bus: UInt8(location >> 8), device: UInt8(location >> 3 & 31), function: UInt8(location & 7))
            let gpu = try #require(address)
            host.add(.gpu(gpu, driver: "amdgpu", ids: (0x1002, 0x740f)))
            host.addDRM(to: gpu, card: 1 + index, render: 128 + index)
        }
        host.add("kfd", subsystem: "kfd", node: HostNode("kfd", major: 234, minor: 0))
        let machine = try Machine(host)
        let nodes = "sys/devices/virtual/kfd/kfd/topology/nodes"
        for processor in 0...1 {
            try machine.files.put(
                "cpu_cores_count 64\nlocation_id 0\ndomain 0\ndrm_render_minor 0\n",
                at: "\(nodes)/\(processor)/properties")
        }
        for (index, location) in locations.enumerated() {
            try machine.files.put(
                """
                cpu_cores_count 0
                simd_count 416
                gfx_target_version 90010
                vendor_id 4098
                device_id 29711
                location_id \(location)
                domain 0
                drm_render_minor \(128 + index)

                """, at: "\(nodes)/\(2 + index)/properties")
        }
        let inventory = try machine.inventory()
        #expect(inventory.accelerators.count == 8)
        for accelerator in inventory.accelerators {
            #expect(accelerator.nodes.map(\.kind) == [.card, .render, .kfd])
            // No node of these lists its memory banks.
            #expect(accelerator.memory == nil)
        }
        #expect(inventory.offered.count == 8)
    }
}
