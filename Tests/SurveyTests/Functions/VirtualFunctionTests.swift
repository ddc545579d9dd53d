import Hardware
import HostBuilding
import Survey
import TestSupport
import Testing

@Suite("A virtual function") struct VirtualFunctionTests {
    let physical: PCIAddress = "0000:3b:00.0"

    private func host(
        _ physical: PCIAddress = "0000:3b:00.0", total: Int = 16, enabled: Int, offset: Int = 4,
        ids: (UInt16, UInt16) = (0x10de, 0x25b6), virtualID: UInt16 = 0x25b6
    ) -> HostBuilder {
        var host = HostBuilder()
        host.add(.gpu(physical, ids: ids))
        host.addDRM(to: physical, card: 0, render: 128)
        host.addVirtualFunctions(to: physical, total: total, enabled: enabled, offset: offset) { _, address in
            .gpu(address, ids: (ids.0, virtualID))
        }
        for index in 0..<enabled {
            host.addDRM(to: physical.advanced(by: offset + index), card: 1 + index, render: 129 + index)
        }
        return host
    }

    @Test func `is told by its physfn link, though it has the device id of its physical function`() throws {
        let inventory = try Machine.inventory(host(enabled: 2))
        #expect(inventory.addresses == ["0000:3b:00.0", "0000:3b:00.4", "0000:3b:00.5"])
        #expect(try inventory.accelerator("0000:3b:00.4").function.sriov == .virtual(of: physical, index: 0))
        #expect(try inventory.accelerator("0000:3b:00.5").function.sriov == .virtual(of: physical, index: 1))
        let function = try #require(try inventory.accelerator(physical).function.sriov.physicalFunction)
        #expect((function.totalVFs, function.enabledVFs) == (16, 2))
        #expect((function.offset, function.stride) == (4, 1))
        #expect(function.virtualDeviceID == PCIID(0x25b6))
        #expect(function.bindsDriversToNewVFs == true)
    }

    @Test func `has the index of its link as a number, past nine and past a bus's end`() throws {
        let inventory = try Machine.inventory(host("0000:3b:1f.0", enabled: 16))
        for index in 0..<16 {
            let address = ("0000:3b:1f.0" as PCIAddress).advanced(by: 4 + index)
            #expect(try inventory.accelerator(address).function.sriov == .virtual(of: "0000:3b:1f.0", index: index))
        }
        #expect(inventory.accelerators.last?.address == "0000:3c:01.3")
    }

    @Test func `stays a virtual function in a domain of five digits`() throws {
        let inventory = try Machine.inventory(host("10001:80:00.0", enabled: 1))
        let function = try inventory.accelerator("10001:80:00.4")
        #expect(function.function.sriov == .virtual(of: "10001:80:00.0", index: 0))
        #expect(function.name.description == "10001-80-00-4-0x25b6")
    }

    @Test func `of another device id than its physical function's leaves that one's name alone`() throws {
        let inventory = try Machine.inventory(host(enabled: 1, ids: (0x1002, 0x74a1), virtualID: 0x74b5))
        #expect(try inventory.accelerator(physical).name.description == "0000-3b-00-0-0x74a1")
        let virtual = try inventory.accelerator("0000:3b:00.4")
        #expect(virtual.name.description == "0000-3b-00-4-0x74b5")
        #expect(virtual.function.sriov.parent == physical)
    }

    @Test func `stays one, without an index, when its physical function is gone`() throws {
        let machine = try Machine(host(enabled: 1))
        machine.files.remove("sys/bus/pci/devices/0000:3b:00.0")
        machine.files.remove("sys/devices/pci0000:3b/0000:3b:00.0")
        let inventory = try machine.inventory()
        #expect(inventory.addresses == ["0000:3b:00.4"])
        let virtual = try inventory.accelerator("0000:3b:00.4")
        #expect(virtual.function.sriov == .virtual(of: physical, index: nil))
        #expect(virtual.isOffered)
    }

    @Test func `that was passed to this machine as a guest is an ordinary function`() throws {
        var host = HostBuilder()
        host.add(.gpu("0011:00:00.0", driver: "amdgpu", ids: (0x1002, 0x74b5)))
        host.addDRM(to: "0011:00:00.0", card: 0, render: 128)
        let function = try Machine.inventory(host).accelerator("0011:00:00.0")
        #expect(function.function.sriov == .none)
        #expect(function.isOffered)
    }

    @Test func `counts from its link on, before the kernel has stored the number`() throws {
        var host = host(enabled: 2)
        host[physical]["sriov_numvfs"] = "0"
        let inventory = try Machine.inventory(host)
        #expect(try inventory.accelerator(physical).function.sriov.physicalFunction?.liveVFs == 2)
        #expect(inventory.offered.map(\.address) == ["0000:3b:00.4", "0000:3b:00.5"])
    }

    @Test func `takes its physical function's place, and gives it back`() throws {
        #expect(try Machine.inventory(host(enabled: 1)).offered.map(\.address) == ["0000:3b:00.4"])
        #expect(try Machine.inventory(host(enabled: 0)).offered.map(\.address) == [physical])
    }

    @Test(arguments: [PhysicalFunctionPolicy.counters, .offer])
    func `is offered beside its physical function where the policy says so`(policy: PhysicalFunctionPolicy) throws {
        let inventory = try Machine.inventory(host(enabled: 1), SurveyRules(physicalFunctionWithVFs: policy))
        #expect(inventory.offered.map(\.address) == [physical, "0000:3b:00.4"])
    }

    @Test func `is unbound, and kept, while no driver was probed for it`() throws {
        var host = HostBuilder()
        host.add(.gpu(physical))
        host.addVirtualFunctions(to: physical, total: 4, enabled: 1) { .gpu($1, driver: nil) }
        let virtual = try Machine.inventory(host).accelerator("0000:3b:00.1")
        #expect(virtual.readiness == .unbound)
        #expect(virtual.offer.reason == "no driver is bound")
    }

    @Test func `has the memory that its physical function gave it, counted from vf1`() throws {
        var host = host(enabled: 2)
        host[physical]["sriov_admin/vf1/profile/vram_quota"] = "5368709120"
        host[physical]["sriov_admin/vf2/profile/vram_quota"] = "0"
        let inventory = try Machine.inventory(host)
        #expect(
            try inventory.accelerator("0000:3b:00.4").memory == DeviceMemory(bytes: 5_368_709_120, source: .vramQuota))
        #expect(try inventory.accelerator("0000:3b:00.5").memory == nil)
        #expect(try inventory.accelerator(physical).memory == nil)
    }

    @Test(arguments: [(0x74a1, "AMD Instinct MI300X OAM"), (0x74b5, nil)] as [(UInt16, String?)])
    func `has the name that the driver gives its physical function, if it is the same product`(
        device: UInt16, name: String?
    ) throws {
        var host = HostBuilder()
        host.add(
            .gpu(
                physical, driver: "amdgpu", ids: (0x1002, 0x74a1),
                attributes: ["product_name": "AMD Instinct MI300X OAM"]))
        host.addVirtualFunctions(to: physical, total: 4, enabled: 1) {
            .gpu($1, driver: nil, ids: (0x1002, device))
        }
        let virtual = try Machine.inventory(host).accelerator("0000:3b:00.1")
        #expect(virtual.function.name.driverName == name)
    }

    @Test func `survives an SR-IOV file that holds no sense`() throws {
        var host = host(enabled: 1)
        host[physical]["sriov_numvfs"] = "many"
        host[physical]["sriov_vf_total_msix"] = "4294967033"
        host[physical]["sriov_offset"] = "99999999999999999999"
        host[physical].link("virtfnx", to: "../0000:3b:00.7")
        host[physical].link("virtfn1", to: "../nowhere")
        let function = try #require(try Machine.inventory(host).accelerator(physical).function.sriov.physicalFunction)
        #expect(function.enabledVFs == nil)
        #expect(function.offset == nil)
        #expect(function.virtualFunctions.map(\.index) == [0])
    }
}
