import Hardware
import HostBuilding
import Survey
import Sysfs
import TestSupport
import Testing

@Suite("A surveyed host") struct HostTests {
    @Test func `has an empty inventory where it has no PCI function`() throws {
        let inventory = try Machine.inventory(HostBuilder())
        #expect(inventory.accelerators == [])
        #expect(inventory.omissions == [])
    }

    @Test func `has an empty inventory that says why where its kernel has no PCI`() throws {
        let files = try TemporaryDirectory()
        try files.makeDirectory("sys/bus/usb")
        let inventory = try Survey(of: HostRoot(directory: files.path)).inventory()
        #expect(inventory.accelerators == [])
        #expect(!inventory.hasPending)
        #expect(
            inventory.omissions == [Omission(what: "PCI bus", why: "the kernel has none: there is no /sys/bus/pci")])
    }

    @Test(arguments: ["sys", "sys/bus/pci"])
    func `is an error that says so where its PCI bus cannot be read`(directory: String) throws {
        let files = try TemporaryDirectory()
        try files.makeDirectory(directory)
        let root = try HostRoot(directory: files.path)
        #expect(throws: SurveyError.unreadableBus(path: "\(files.path)/sys/bus/pci/devices")) {
            try Survey(of: root).inventory()
        }
    }

    @Test func `is an error where its directory holds no sysfs`() throws {
        let files = try TemporaryDirectory()
        #expect(throws: HostRootError.noSysfs(files.path)) { try HostRoot(directory: files.path) }
    }

    @Test func `says its name and its kernel`() throws {
        let inventory = try Machine.inventory(HostBuilder(name: "node-a", kernelRelease: "6.12.48"))
        #expect(inventory.host == HostIdentity(name: "node-a", kernelRelease: "6.12.48"))
    }

    @Test(arguments: [
        "rescan", "0000:03:00", "0000:0g:00.0", "0000:03:20.0", "0000:03:00.8", "+000:03:00.0", "0000:03:00.0 ",
    ])
    func `keeps its functions beside a bus entry that is no address`(name: String) throws {
        let machine = try Machine(.oneReadyGPU())
        try machine.files.link("sys/bus/pci/devices/\(name)", to: "../../../devices/pci0000:03/0000:03:00.0")
        let inventory = try machine.inventory()
        #expect(inventory.offered.map(\.address) == ["0000:03:00.0"])
        #expect(
            inventory.omissions == [
                Omission(what: "entry \(name) of /sys/bus/pci/devices", why: "its name is no PCI address")
            ])
    }

    @Test func `has its devices in the order of their numbers, not of their names' text`() throws {
        let addresses: [PCIAddress] = [
            "0000:03:00.0", "0002:01:00.0", "000a:01:00.0", "ffff:01:00.0", "10000:01:00.0", "3fffffff:01:00.0",
        ]
        var host = HostBuilder()
        for address in addresses.reversed() { host.add(.gpu(address, driver: nil)) }
        let inventory = try Machine.inventory(host)
        #expect(inventory.addresses == addresses)
        #expect(inventory.omissions == [])
    }

    @Test func `may have domains up to the last`() throws {
        var host = HostBuilder.oneReadyGPU()
        host.add(.gpu("ffffffff:01:00.0", driver: nil))
        #expect(try Machine.inventory(host).addresses == ["0000:03:00.0", "ffffffff:01:00.0"])
    }

    @Test func `of ten physical functions with 64 virtual ones each has 650 functions, all told apart`() throws {
        let inventory = try Machine.inventory(.generated(physicalFunctions: 10, virtualFunctions: 64))
        #expect(inventory.accelerators.count == 650)
        #expect(inventory.omissions == [])
        let physical = inventory.accelerators.filter { $0.function.sriov.physicalFunction?.liveVFs == 64 }
        #expect(physical.count == 10)
        for function in physical {
            let own = inventory.accelerators.filter { $0.function.sriov.parent == function.address }
            #expect(own.map(\.function.sriov) == (0..<64).map { .virtual(of: function.address, index: $0) })
        }
        #expect(inventory.offered.count == 640)
        #expect(Set(inventory.accelerators.map(\.name)).count == 650)
        #expect(Set(inventory.accelerators.flatMap(\.paths)).count == 1300)
    }
}
