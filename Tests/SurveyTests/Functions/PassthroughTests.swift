import Hardware
import HostBuilding
import Survey
import TestSupport
import Testing

@Suite("A function kept by vfio") struct PassthroughTests {
    let gpu: PCIAddress = "0000:03:00.0"

    private func host(driver: String = "vfio-pci", group: Int? = 15) -> HostBuilder {
        var host = HostBuilder()
        host.add(.gpu(gpu, driver: driver, ids: (0x10de, 0x2684), iommuGroup: group))
        return host
    }

    private func groupHost(driver: String = "vfio-pci") -> HostBuilder {
        var host = host(driver: driver)
        host.addVFIOContainer()
        host.addVFIOGroup(15, minor: 0)
        return host
    }

    private func add(_ driver: String?, to host: inout HostBuilder, pciClass: PCIClass = .audio, group: Int = 15) {
        host.add(
            HostFunction(
                "0000:03:00.1", vendorID: PCIID(0x10de), deviceID: PCIID(0x22ba), pciClass: pciClass, driver: driver,
                iommuGroup: group))
    }

    @Test(arguments: ["vfio-pci", "nvidia-vgpu-vfio", "xe-vfio-pci", "mlx5_vfio_pci"])
    func `is for passthrough, through its group's node`(driver: String) throws {
        let device = try Machine.inventory(groupHost(driver: driver)).accelerator(gpu)
        #expect(device.attachment == .passthrough)
        #expect(device.paths == ["/dev/vfio/vfio", "/dev/vfio/15"])
        #expect(device.nodes.map(\.minor) == [196, 0])
        #expect(device.isOffered)
    }

    /// NVIDIA's vGPUs since Ada: the driver is `nvidia`, and vfio holds the function nevertheless.
    @Test(arguments: [("1145", true), ("0", false)])
    func `is known by vfio's own device, not by the driver's name`(type: String, isOffered: Bool) throws {
        var host = HostBuilder.oneGPU(driver: "nvidia", ids: (0x10de, 0x2335))
        host.addVFIOContainer()
        for index in 0..<2 { host.addVFIOGroup(50 + index, minor: index) }
        host.addVirtualFunctions(to: gpu, total: 16, enabled: 2, offset: 4) { index, address in
            .gpu(
                address, driver: "nvidia", ids: (0x10de, 0x2335), iommuGroup: 50 + index,
                attributes: ["nvidia/current_vgpu_type": type, "nvidia/creatable_vgpu_types": "ID    : vGPU Name"])
        }
        for (index, address) in (["0000:03:00.4", "0000:03:00.5"] as [PCIAddress]).enumerated() {
            host.add(
                "vfio-dev/vfio\(index)", below: address, subsystem: "vfio-dev",
                node: HostNode("vfio/devices/vfio\(index)", major: 509, minor: index))
        }
        let inventory = try Machine.inventory(host)
        let device = try inventory.accelerator("0000:03:00.4")
        #expect(device.readiness == .ready)
        #expect(device.isOffered == isOffered)
        if isOffered {
            #expect(device.attachment == .passthrough)
            #expect(device.paths == ["/dev/vfio/vfio", "/dev/vfio/50", "/dev/vfio/devices/vfio0"])
            #expect(inventory.offered.count == 2)
        } else {
            #expect(
                device.offer.reason == "no vGPU type is set (nvidia/current_vgpu_type is 0)")
            #expect(inventory.offered == [])
        }
    }

    @Test func `waits for a node that the kernel names and /dev lacks`() throws {
        let machine = try Machine(groupHost())
        machine.files.remove("dev/vfio/15")
        #expect(
            try machine.inventory().accelerator(gpu).readiness
                == .pending("its driver has registered /dev/vfio/15, but there is no such node yet"))
    }

    @Test func `is pending until its nodes are there`() throws {
        let device = try Machine.inventory(host()).accelerator(gpu)
        #expect(device.readiness == .pending("bound to vfio, but its vfio nodes are not there yet"))
    }

    @Test func `has its own node only together with the one of iommufd`() throws {
        var host = host()
        host.add(
            "vfio-dev/vfio3", below: gpu, subsystem: "vfio-dev",
            node: HostNode("vfio/devices/vfio3", major: 510, minor: 3))
        #expect(try Machine.inventory(host).accelerator(gpu).nodes == [])
        host.addIOMMUFD()
        let device = try Machine.inventory(host).accelerator(gpu)
        #expect(device.paths == ["/dev/vfio/devices/vfio3", "/dev/iommu"])
        #expect(device.isOffered)
    }

    @Test(arguments: [
        (VFIOChoice.automatic, ["/dev/vfio/vfio", "/dev/vfio/15", "/dev/vfio/devices/vfio3", "/dev/iommu"]),
        (.group, ["/dev/vfio/vfio", "/dev/vfio/15"]), (.device, ["/dev/vfio/devices/vfio3", "/dev/iommu"]),
    ])
    func `gives the nodes that a person chose`(choice: VFIOChoice, paths: [String]) throws {
        var host = groupHost()
        host.add(
            "vfio-dev/vfio3", below: gpu, subsystem: "vfio-dev",
            node: HostNode("vfio/devices/vfio3", major: 510, minor: 3))
        host.addIOMMUFD()
        #expect(try Machine.inventory(host, SurveyRules(vfio: choice)).accelerator(gpu).paths == paths)
    }

    @Test func `has the node that a machine without IOMMU gives it`() throws {
        var host = host()
        host.addVFIOContainer()
        host.add("noiommu-15", subsystem: "vfio", node: HostNode("vfio/noiommu-15", major: 511, minor: 0))
        #expect(try Machine.inventory(host).accelerator(gpu).paths == ["/dev/vfio/vfio", "/dev/vfio/noiommu-15"])
    }

    @Test func `is not offered while another driver keeps a function of its group`() throws {
        var host = groupHost()
        add("snd_hda_intel", to: &host)
        let device = try Machine.inventory(host).accelerator(gpu)
        #expect(device.readiness == .ready)
        #expect(
            device.offer.reason
                == "IOMMU group 15 also holds 0000:03:00.1, which driver snd_hda_intel keeps from vfio")
        #expect(device.function.iommuGroup == IOMMUGroup(number: 15, members: [gpu, "0000:03:00.1"]))
    }

    @Test(arguments: [nil, "vfio-pci", "pci-stub"])
    func `is offered while its group is free`(driver: String?) throws {
        var host = groupHost()
        add(driver, to: &host)
        #expect(try Machine.inventory(host).accelerator(gpu).isOffered)
    }

    @Test func `is offered though a bridge of its group has a driver`() throws {
        var host = groupHost()
        host.addBridge(at: "0000:00:01.0", to: 3...3, iommuGroup: 15)
        #expect(try Machine.inventory(host).accelerator(gpu).isOffered)
    }

    @Test func `is not offered while a bridge of its group has a driver that vfio does not trust`() throws {
        var host = groupHost()
        add("shpchp", to: &host, pciClass: .bridge)
        #expect(
            try Machine.inventory(host).accelerator(gpu).offer.reason
                == "IOMMU group 15 also holds 0000:03:00.1, which driver shpchp keeps from vfio")
    }

    @Test func `is offered whatever keeps the functions of other groups`() throws {
        var host = groupHost()
        add("snd_hda_intel", to: &host, group: 16)
        #expect(try Machine.inventory(host).accelerator(gpu).isOffered)
    }

    @Test func `is not offered where a person leaves passthrough out`() throws {
        let device = try Machine.inventory(groupHost(), SurveyRules(attachments: [.native])).accelerator(gpu)
        #expect(
            device.offer.reason
                == "left out by the configuration: attachment.passthrough is false")
    }
}
