import Glibc
import Hardware
import HostBuilding
import Survey
import TestSupport
import Testing

@Suite("A device node") struct NodeTests {
    let gpu: PCIAddress = "0000:03:00.0"

    @Test func `that is not there yet keeps its device in the inventory as pending`() throws {
        let inventory = try Machine.inventory(.oneGPU())
        let device = try inventory.accelerator(gpu)
        #expect(device.readiness == .pending("driver xe is bound, but no DRM or accel node is there yet"))
        #expect(device.attachment == .native)
        #expect(!device.isOffered)
        #expect(inventory.omissions == [])
    }

    @Test func `makes its device ready as soon as it is there`() throws {
        let machine = try Machine(.oneReadyGPU())
        machine.files.remove("dev/dri")
        #expect(try machine.inventory().accelerator(gpu).readiness.state == "pending")
        try machine.files.put("", at: "dev/dri/card0")
        try machine.files.put("", at: "dev/dri/renderD128")
        let device = try machine.inventory().accelerator(gpu)
        #expect(device.readiness == .ready)
        #expect(device.paths == ["/dev/dri/card0", "/dev/dri/renderD128"])
    }

    @Test func `that the kernel names and /dev lacks keeps its device waiting for it`() throws {
        let machine = try Machine(.oneReadyGPU())
        machine.files.remove("dev/dri/renderD128")
        let device = try machine.inventory().accelerator(gpu)
        #expect(
            device.readiness
                == .pending("its driver has registered /dev/dri/renderD128, but there is no such node yet"))
        #expect(device.attachment == .native)
        #expect(device.paths == ["/dev/dri/card0"])
    }

    @Test func `with another number than its driver's keeps its device waiting`() throws {
        let machine = try Machine(.oneReadyGPU())
        machine.files.remove("dev/dri/renderD128")
        // 0:0 is the one number that needs no privilege to make (whiteouts of overlayfs).
        try #require(mknod("\(machine.files.path)/dev/dri/renderD128", S_IFCHR | 0o600, 0) == 0)
        let device = try machine.inventory().accelerator(gpu)
        #expect(device.readiness.state == "pending")
        #expect(
            device.offer.reason?.contains("/dev/dri/renderD128 has the number 0:0, but its driver's is 226:128") == true
        )
        #expect(device.nodes.last.map { [$0.major, $0.minor] } == [0, 0])
    }

    @Test(arguments: [("card7", "ready"), ("/dev/dri/card7", "ready"), ("/dev/null", "pending"), ("no", "pending")])
    func `may be a link, which leads within its host alone`(target: String, readiness: String) throws {
        let machine = try Machine(.oneReadyGPU())
        machine.files.remove("dev/dri/card0")
        try machine.files.put("", at: "dev/dri/card7")
        try machine.files.link("dev/dri/card0", to: target)
        #expect(try machine.inventory().accelerator(gpu).readiness.state == readiness)
    }

    @Test func `is made up for no device: without a driver there is none`() throws {
        let device = try Machine.inventory(.oneGPU(driver: nil)).accelerator(gpu)
        #expect(device.readiness == .unbound)
        #expect(device.nodes == [])
        #expect(device.attachment == nil)
    }

    @Test func `has the number of its dev file, which its name need not tell`() throws {
        var host = HostBuilder.oneGPU()
        host.addDRM(to: gpu, card: 70, render: 210, renderMinor: 399)
        let nodes = try Machine.inventory(host).accelerator(gpu).nodes
        #expect(nodes.map(\.kind) == [.card, .render])
        #expect(nodes.map(\.path) == ["/dev/dri/card70", "/dev/dri/renderD210"])
        #expect(nodes.map(\.minor) == [70, 399])
        #expect(nodes.map(\.major) == [226, 226])
    }

    @Test func `is no connector, control node or other thing below drm`() throws {
        var host = HostBuilder.oneReadyGPU()
        for name in ["card0-DP-1", "controlD64", "version", "cardX", "renderD"] {
            host.add("drm/\(name)", below: gpu, subsystem: "drm")
        }
        #expect(try Machine.inventory(host).accelerator(gpu).paths == ["/dev/dri/card0", "/dev/dri/renderD128"])
    }

    @Test func `that two functions claim fails both and no third`() throws {
        // The kernel never does this, so neither does the host builder.
        let machine = try Machine(.oneReadyGPU())
        for address in ["0000:04:00.0", "0000:05:00.0"] {
            let device = "sys/devices/pci0000:00/\(address)"
            try machine.files.put("0x8086\n", at: "\(device)/vendor")
            try machine.files.put("0x56a0\n", at: "\(device)/device")
            try machine.files.put("0x030000\n", at: "\(device)/class")
            try machine.files.put("DRIVER=xe\n", at: "\(device)/uevent")
            try machine.files.put("MAJOR=226\nMINOR=7\nDEVNAME=dri/card7\n", at: "\(device)/drm/card7/uevent")
            try machine.files.link("sys/bus/pci/devices/\(address)", to: "../../../devices/pci0000:00/\(address)")
        }
        try machine.files.put("", at: "dev/dri/card7")
        let inventory = try machine.inventory()
        #expect(
            try inventory.accelerator("0000:04:00.0").readiness
                == .failed("/dev/dri/card7 is also claimed by 0000:05:00.0"))
        #expect(
            try inventory.accelerator("0000:05:00.0").readiness
                == .failed("/dev/dri/card7 is also claimed by 0000:04:00.0"))
        #expect(inventory.offered.map(\.address) == [gpu])
    }

    @Test func `of a virtio GPU hangs off the virtio device on it`() throws {
        var host = HostBuilder.oneGPU(driver: "virtio-pci", ids: (0x1af4, 0x1050))
        let nodes = [
            ("card0", HostNode("dri/card0", major: 226, minor: 0)),
            ("renderD128", HostNode("dri/renderD128", major: 226, minor: 128)),
        ]
        for (name, node) in nodes { host.add("virtio3/drm/\(name)", below: gpu, subsystem: "drm", node: node) }
        let device = try Machine.inventory(host).accelerator(gpu)
        #expect(device.paths == ["/dev/dri/card0", "/dev/dri/renderD128"])
        #expect(device.isOffered)
    }

    @Test func `of the platform's firmware channel belongs to no GPU`() throws {
        var host = HostBuilder.oneReadyGPU()
        host.add(.gpu("0000:00:16.0", driver: "mei_me", ids: (0x8086, 0x7ae8), attributes: ["class": "0x078000"]))
        host.add("mei/mei0", below: "0000:00:16.0", subsystem: "mei", node: HostNode("mei0", major: 240, minor: 0))
        host.add(
            "xe.mei-gscfi.768/mei/mei1", below: gpu, subsystem: "mei", node: HostNode("mei1", major: 240, minor: 1))
        let device = try Machine.inventory(host).accelerator(gpu)
        #expect(device.paths == ["/dev/dri/card0", "/dev/dri/renderD128", "/dev/mei1"])
    }
}
