import Hardware
import HostBuilding
import Survey
import TestSupport
import Testing

@Suite("A device that is no PCI function") struct ElsewhereTests {
    private func render(_ path: String, number: Int = 128, driver: String? = nil) -> HostBuilder {
        var host = HostBuilder()
        host.add(
            HostDevice(
                path: path, subsystem: "platform", properties: driver.map { [.init("DRIVER", $0)] } ?? []))
        for (name, minor) in [("card0", 0), ("renderD\(number)", number)] {
            host.add(
                HostDevice(
                    path: "\(path)/drm/\(name)", subsystem: "drm",
                    node: HostNode("dri/\(name)", major: 226, minor: minor)))
        }
        return host
    }

    @Test func `is left out with its node, its bus and its driver`() throws {
        let inventory = try Machine.inventory(
            render("/devices/platform/bus@0/13e00000.host1x", driver: "tegra-host1x"))
        #expect(inventory.accelerators == [])
        #expect(
            inventory.omissions == [
                Omission(
                    what: "/dev/dri/renderD128",
                    why:
                        "it belongs to the platform device 13e00000.host1x (driver tegra-host1x), not to a PCI function"
                )
            ])
    }

    @Test func `is told where the kernel has no PCI at all`() throws {
        let machine = try Machine(render("/devices/platform/soc/fec00000.v3d", driver: "v3d"))
        machine.files.remove("sys/bus/pci")
        let inventory = try machine.inventory()
        #expect(inventory.omissions.map(\.what).sorted() == ["/dev/dri/renderD128", "PCI bus"])
    }

    @Test func `behind USB is not taken for the USB controller`() throws {
        var host = render("/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0", driver: "udl")
        host.add(
            HostFunction(
                "0000:00:14.0", vendorID: PCIID(0x8086), deviceID: PCIID(0x7a60), pciClass: .usbController,
                driver: "xhci_hcd"))
        let inventory = try Machine.inventory(host)
        #expect(inventory.accelerators == [])
        #expect(
            inventory.omissions.map(\.why) == [
                "it belongs to the USB device 1-1:1.0 (driver udl), not to a PCI function"
            ])
    }

    @Test func `is the Windows host's, beside functions that give nothing themselves`() throws {
        var host = HostBuilder.oneGPU(driver: "dxgkrnl", ids: (0x1414, 0x008e))
        host.add("dxg", subsystem: "misc", node: HostNode("dxg", major: 10, minor: 125))
        let inventory = try Machine.inventory(host)
        #expect(try inventory.accelerator("0000:03:00.0").offer.reason?.contains("/dev/dxg") == true)
        #expect(inventory.omissions.map(\.what) == ["/dev/dxg"])
        #expect(!inventory.hasPending)
    }

    @Test func `is a virtual GPU of a function`() throws {
        let gpu: PCIAddress = "0000:03:00.0"
        let id = "b8a5ba5c-60d7-4b0c-b1d6-7a0b1c3e5f21"
        var host = HostBuilder.oneGPU(
            driver: "nvidia", ids: (0x10de, 0x25b6),
            attributes: ["mdev_supported_types/nvidia-745/available_instances": "0"])
        var device = HostDevice(path: "\(host[gpu].path)/\(id)", subsystem: "mdev")
        device.link("mdev_type", to: "../mdev_supported_types/nvidia-745")
        device.link("driver", to: device.toSysfs + "bus/mdev/drivers/nvidia-vgpu-vfio")
        device.link("iommu_group", to: device.toSysfs + "kernel/iommu_groups/106")
        host.add(device)
        let inventory = try Machine.inventory(host)
        #expect(
            inventory.omissions == [
                Omission(
                    address: gpu, what: "mediated device \(id)",
                    why: "it is a virtual GPU (type nvidia-745, driver nvidia-vgpu-vfio, node /dev/vfio/106), "
                        + "not a PCI function")
            ])
    }

    /// amdgpu keeps them ready for a card that may be divided.
    @Test func `is not missed where it stands for no device yet`() throws {
        #expect(try Machine.inventory(render("/devices/platform/amdgpu_xcp_0")).omissions == [])
    }
}
