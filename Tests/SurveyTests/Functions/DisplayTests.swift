import Hardware
import HostBuilding
import Survey
import Testing

@Suite("A display") struct DisplayTests {
    let gpu: PCIAddress = "0000:03:00.0"

    @Test(arguments: ["cirrus", "bochs-drm", "simpledrm"])
    func `that gives no render node is in order, but not offered`(driver: String) throws {
        var host = HostBuilder.oneGPU(driver: driver, ids: (0x1234, 0x1111))
        host.addDRM(to: gpu, card: 0, render: nil)
        let device = try Machine.inventory(host).accelerator(gpu)
        #expect(device.readiness == .ready)
        #expect(device.attachment == nil)
        #expect(
            device.offer.reason
                == "display only: driver \(driver) gives no render, accel, KFD, vfio or vendor node")
    }

    @Test(arguments: [(0x1a03, 0x2000), (0x102b, 0x0534), (0x102b, 0x0536), (0x19e5, 0x1711)] as [(UInt16, UInt16)])
    func `of a management processor is not offered, bound or not`(vendor: UInt16, device: UInt16) throws {
        for driver in [nil, "ast"] {
            var host = HostBuilder.oneGPU(driver: driver, ids: (vendor, device))
            if driver != nil { host.addDRM(to: gpu, card: 0, render: nil) }
            let display = try Machine.inventory(host).accelerator(gpu)
            #expect(display.offer.reason == "the display of a management processor")
        }
    }

    @Test func `of a Matrox card that is no management processor is judged by its nodes`() throws {
        let device = try Machine.inventory(.oneReadyGPU(driver: "mga", ids: (0x102b, 0x0525))).accelerator(gpu)
        #expect(device.isOffered)
    }

    @Test func `that the firmware booted with is offered like any other`() throws {
        let device = try Machine.inventory(.oneReadyGPU(attributes: ["boot_vga": "1"])).accelerator(gpu)
        #expect(device.function.isBootVGA == true)
        #expect(device.isOffered)
    }
}
