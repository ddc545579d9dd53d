import Hardware
import HostBuilding
import Survey
import Sysfs
import TestSupport
import Testing

@Suite("A broken function") struct FaultTests {
    let healthy: PCIAddress = "0000:03:00.0"
    let broken: PCIAddress = "0000:04:00.0"

    private func machine(_ attributes: [String: String?] = [:]) throws -> Machine {
        var host = HostBuilder.oneReadyGPU()
        host.add(.gpu(broken, attributes: attributes))
        return try Machine(host)
    }

    /// What a survey says of the broken function, while it has to keep the healthy one.
    private func omission(_ attributes: [String: String?]) throws -> String? {
        let inventory = try machine(attributes).inventory()
        #expect(inventory.offered.map(\.address) == [healthy])
        #expect(inventory.addresses == [healthy])
        return inventory.omission(broken)
    }

    @Test(arguments: ["vendor", "device", "class"])
    func `that lacks a file is left out with that file's name`(file: String) throws {
        let reason = try #require(try omission([file: nil]))
        #expect(reason.contains("/sys/bus/pci/devices/0000:04:00.0/\(file)"))
        // A path of the host, not of where a capture of it happens to lie.
        #expect(!reason.contains("apus-test"))
    }

    @Test(arguments: ["", "not a number", "0x", "0xffff", "0x0000", "0x80860", "-1"])
    func `whose vendor makes no sense is left out`(text: String) throws {
        #expect(try omission(["vendor": text])?.contains("vendor") == true)
    }

    @Test(arguments: ["not a number", "0x56a"])
    func `whose device id makes no sense is left out`(text: String) throws {
        #expect(try omission(["device": text])?.contains("device") == true)
    }

    @Test(arguments: ["0xdisplay", "display", "0x"])
    func `whose class makes no sense is left out, not forgotten`(text: String) throws {
        #expect(try omission(["class": text])?.contains("class") == true)
    }

    @Test func `whose directory is gone is said to have vanished`() throws {
        let machine = try machine()
        machine.files.remove("sys/devices/pci0000:04")
        let inventory = try machine.inventory()
        #expect(inventory.offered.map(\.address) == [healthy])
        #expect(inventory.omission(broken) == "it vanished while it was being read")
    }

    @Test func `whose other files make no sense keeps the facts that do`() throws {
        let inventory = try machine([
            "numa_node": "near", "revision": "first", "current_link_speed": "fast", "max_link_speed": "-3 GT/s",
            "current_link_width": "999", "max_link_width": "many", "power_state": "??", "boot_vga": "maybe",
            "mem_info_vram_total": "-1", "sriov_totalvfs": "several", "subsystem_vendor": nil,
        ]).inventory()
        let function = try inventory.accelerator(broken).function
        #expect(function.numaNode == nil)
        #expect(function.revision == nil)
        #expect(function.link.isUnknown)
        #expect(function.powerState == nil)
        #expect(function.sriov == .none)
        #expect(function.driver == "xe")
        #expect(try inventory.accelerator(broken).memory == nil)
    }

    @Test(arguments: ["vendor", "device", "class"])
    func `whose uevent says less than the kernel's is known by its files`(file: String) throws {
        let machine = try machine()
        try machine.files.put("DRIVER=xe\n", at: "sys/devices/pci0000:04/0000:04:00.0/uevent")
        let inventory = try machine.inventory()
        #expect(inventory.addresses == [healthy, broken])
        #expect(try inventory.accelerator(broken).function.deviceID == PCIID(0x56a0))
        machine.files.remove("sys/bus/pci/devices/0000:04:00.0/\(file)")
        #expect(try machine.inventory().omission(broken)?.contains(file) == true)
    }

    @Test(arguments: [("vendor", "0x10de"), ("device", "0x56a1"), ("class", "0x030200")])
    func `whose files disagree with its uevent is left out`(file: String, text: String) throws {
        #expect(try omission([file: text])?.contains(file) == true)
    }

    @Test func `that vanishes while it is read reads as empty`() throws {
        let machine = try machine(["numa_node": "1"])
        guard let files = FunctionFiles.open(broken, in: machine.root) else {
            Issue.record("The function has no directory.")
            return
        }
        let node = files.numaNode
        #expect(node == 1)
        machine.files.remove("sys/devices/pci0000:04")
        let (gone, parent, link) = (files.numaNode, files.physicalFunction, files.link)
        #expect(gone == nil)
        #expect(parent == nil)
        #expect(link.isUnknown)
        let isThere = files.directory.exists("vendor")
        #expect(!isThere)
        let opened = FunctionFiles.open(broken, in: machine.root)?.names
        #expect(opened == nil)
    }
}
