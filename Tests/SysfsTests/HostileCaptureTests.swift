import Hardware
import Sysfs
import TestSupport
import Testing

/// A capture may come from a stranger: what it says must not make us look, or send others, outside of it.
@Suite("A name in a capture")
struct HostileCaptureTests {
    private let directory: TemporaryDirectory
    private let host: HostRoot

    init() throws {
        directory = try TemporaryDirectory()
        try directory.makeDirectory("sys")
        host = try HostRoot(directory: directory.path)
    }

    @Test(arguments: [
        ("dri/card1", "/dev/dri/card1"), ("/dev/dri/card1", "/dev/dri/card1"), ("../etc/passwd", "/dev/dri/card0"),
        ("/dev/../etc/passwd", "/dev/dri/card0"), ("/dev/", "/dev/dri/card0"), ("dri//card1", "/dev/dri/card0"),
    ])
    func `is a node's only below dev`(name: String, path: String) throws {
        try directory.put("MAJOR=226\nMINOR=0\nDEVNAME=\(name)\n", at: "sys/class/drm/card0/uevent")
        let device = try #require(ClassDevice(at: "/sys/class/drm/card0", in: host, nodeName: "dri/card0"))
        #expect(device.nodePath == path)
    }

    @Test func `is a link's to a node only below dev`() throws {
        try directory.put(
            "MAJOR=226\nMINOR=0\nDEVLINKS=/dev/b /etc/passwd /dev/../etc/passwd relative /dev/a\n",
            at: "sys/class/drm/card0/uevent")
        let device = try #require(ClassDevice(at: "/sys/class/drm/card0", in: host, nodeName: "dri/card0"))
        #expect(device.node(.card, in: host)?.links == ["/dev/a", "/dev/b"])
    }

    @Test(arguments: [("xe", "xe"), ("../../../../../etc", nil), ("a/b", nil), ("..", nil)])
    func `is a driver's only if it is no path`(name: String, driver: String?) throws {
        let address = try #require(PCIAddress("0000:03:00.0"))
        try directory.put("DRIVER=\(name)\n", at: "sys/bus/pci/devices/0000:03:00.0/uevent")
        // The files cannot be copied, which an expectation would do.
        let found = FunctionFiles.open(address, in: host)?.driver
        #expect(found == driver)
    }
}
