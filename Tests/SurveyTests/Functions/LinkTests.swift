import Hardware
import HostBuilding
import Survey
import TestSupport
import Testing

@Suite("A PCIe link") struct LinkTests {
    let gpu: PCIAddress = "0000:03:00.0"
    static let slow = PCIeLink(
        currentSpeed: LinkSpeed(tenths: 25), maximumSpeed: LinkSpeed(tenths: 25), currentWidth: 1, maximumWidth: 1)
    static let fast = PCIeLink(
        currentSpeed: LinkSpeed(tenths: 160), maximumSpeed: LinkSpeed(tenths: 160), currentWidth: 16, maximumWidth: 16)

    @Test(arguments: [
        ("2.5 GT/s PCIe", 25), ("16.0 GT/s PCIe", 160), ("64.0 GT/s PCIe", 640), ("8 GT/s", 80), ("2.5 GT/s", 25),
        ("5 GT/s", 50), ("Unknown", nil), ("Unknown speed", nil), ("", nil),
    ])
    func `has the speed that kernels old and new print`(text: String, tenths: Int?) throws {
        let host = HostBuilder.oneGPU(attributes: ["current_link_speed": text, "max_link_speed": text])
        let link = try Machine.inventory(host).accelerator(gpu).function.link
        #expect(link.currentSpeed == tenths.map { LinkSpeed(tenths: $0) })
        #expect(link.maximumSpeed == tenths.map { LinkSpeed(tenths: $0) })
    }

    @Test(arguments: [("1", 1), ("16", 16), ("32", 32), ("0", nil), ("255", nil), ("63", nil)])
    func `has lanes, unless the kernel writes its unknown`(text: String, lanes: Int?) throws {
        let host = HostBuilder.oneGPU(attributes: ["current_link_width": text, "max_link_width": text])
        let link = try Machine.inventory(host).accelerator(gpu).function.link
        #expect(link.currentWidth == lanes)
        #expect(link.maximumWidth == lanes)
    }

    /// Reading it would power the device up, or answer with nonsense.
    @Test(arguments: ["D0", "D3hot", "D3cold"])
    func `is left alone while its device is in D3cold`(state: String) throws {
        let host = HostBuilder.oneReadyGPU(
            link: Self.fast, attributes: ["power_state": state, "serial_number": "00-11-22-33-44-55-66-77"])
        let machine = try Machine(host)
        let opened = try OpenedFiles(in: "\(machine.files.path)/sys/devices/pci0000:03/0000:03:00.0")
        let function = try machine.inventory().accelerator(gpu).function
        let names = opened.names()
        let sleeps = state == "D3cold"
        #expect(names.contains("power_state"))
        for name in [
            "current_link_speed", "current_link_width", "max_link_speed", "max_link_width", "config", "serial_number",
        ] where sleeps || name.contains("_link_") {
            #expect(names.contains(name) == !sleeps, "\(name)")
        }
        #expect(function.link == (sleeps ? PCIeLink() : Self.fast))
        #expect(function.powerState == state)
    }

    @Test func `of a switch on the card is left alone while the switch is in D3cold`() throws {
        var host = card(portVendor: 0x8086)
        host["0000:03:00.0"]["power_state"] = "D3cold"
        let machine = try Machine(host)
        let opened = try OpenedFiles(in: "\(machine.files.path)/sys\(host["0000:03:00.0"].path)")
        let link = try machine.inventory().accelerator("0000:05:00.0").function.link
        let names = opened.names()
        #expect(names.contains("power_state"))
        #expect(!names.contains("current_link_speed"))
        #expect((link.currentWidth, link.port) == (1, nil))
    }

    @Test func `is the card's, where the function only sees a switch on its own card`() throws {
        let link = try Machine.inventory(card(portVendor: 0x8086)).accelerator("0000:05:00.0").function.link
        #expect((link.currentSpeed, link.currentWidth) == (LinkSpeed(tenths: 160), 16))
        #expect(link.port == "0000:03:00.0")
    }

    @Test func `is the function's own, where the switch is another vendor's`() throws {
        let link = try Machine.inventory(card(portVendor: 0x10b5)).accelerator("0000:05:00.0").function.link
        #expect((link.currentSpeed, link.currentWidth, link.port) == (LinkSpeed(tenths: 25), 1, nil))
    }

    @Test func `is the function's own below one bridge`() throws {
        var host = HostBuilder()
        host.addBridge(at: "0000:00:01.0", to: 3...3, link: Self.fast)
        host.add(.gpu(gpu, link: Self.slow), below: "0000:00:01.0")
        let link = try Machine.inventory(host).accelerator(gpu).function.link
        #expect((link.currentWidth, link.port) == (1, nil))
    }

    /// A GPU behind a root port and a switch of two ports, whose upstream port has the card's link.
    private func card(portVendor: UInt16) -> HostBuilder {
        var host = HostBuilder()
        host.addBridge(at: "0000:00:01.0", to: 3...5, link: Self.fast)
        let ports: [(PCIAddress, PCIAddress, PCIeLink)] = [
            ("0000:03:00.0", "0000:00:01.0", Self.fast), ("0000:04:01.0", "0000:03:00.0", Self.slow),
        ]
        for (port, parent, link) in ports {
            host.addBridge(at: port, to: 5...5, below: parent, vendorID: PCIID(portVendor), link: link)
        }
        host.add(.gpu("0000:05:00.0", link: Self.slow), below: "0000:04:01.0")
        return host
    }
}
