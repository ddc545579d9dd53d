import Documents
import Hardware
import ResourceSlices
import Testing

@Suite("A device that a claim holds and that is not offered any more") struct HeldDeviceTests {
    private func held(
        _ condition: HeldDevice.Condition = .gone, of attributes: NamedValues<AttributeValue> = [:]
    ) -> HeldDevice {
        var all: NamedValues<AttributeValue> = [.vendor: .string("intel")]
        for attribute in attributes { all[attribute.key] = attribute.value }
        return HeldDevice(
            name: "0000-04-00-0-0x56c0", address: .at("0000:04:00.0"), attributes: all,
            capacity: [.memory: .bytes(16 << 30)], condition: condition)
    }

    /// As a claim keeps it.
    private func held(
        _ accelerator: Accelerator, in inventory: Inventory, _ condition: HeldDevice.Condition
    ) -> HeldDevice {
        let parent = inventory.accelerators.first { $0.address == accelerator.function.sriov.parent }
        let device = SliceDevice(lasting: accelerator, physicalFunction: parent)
        return HeldDevice(
            name: device.name, address: accelerator.address, attributes: device.attributes, capacity: device.capacity,
            condition: condition)
    }

    private func devices(
        _ held: [HeldDevice], beside inventory: Inventory = Inventory(accelerators: [.fixture("0000:03:00.0")]),
        _ server: Server = Server(apiVersion: .v1, minor: 36), _ policy: PhysicalFunctionPolicy = .hide
    ) throws -> [JSONValue] {
        try server.documents(server.renderer(policy).render(inventory, held: held).slices).flatMap {
            $0.at("spec.devices")?.elements ?? []
        }
    }

    @Test func `stays announced with what was known of it`() throws {
        let devices = try devices([held()])
        #expect(devices.map { $0["name"] } == ["0000-03-00-0-0x56c0", "0000-04-00-0-0x56c0"])
        #expect(devices.last?.at("attributes.vendor") == ["string": "intel"])
        #expect(devices.last?.at("capacity.memory") == ["value": "16Gi"])
    }

    @Test func `is offered in place of itself once it is back`() throws {
        let back = Inventory(accelerators: [.fixture("0000:04:00.0")])
        let devices = try devices([held()], beside: back)
        #expect(devices.count == 1)
        #expect(devices.first?["taints"] == nil)
    }

    @Test func `ends its pods where it is gone, and only takes no new ones where it cannot be used`() throws {
        let taint = { (condition: HeldDevice.Condition) in try self.devices([self.held(condition)]).last?["taints"] }
        #expect(
            try taint(.gone) == [["key": "gpu.apus.dev/device", "value": "gone", "effect": "NoExecute"]])
        #expect(
            try taint(.unusable) == [["key": "gpu.apus.dev/device", "value": "unusable", "effect": "NoSchedule"]])
    }

    @Test(arguments: Server.all) func `has no taint where the server has none`(server: Server) throws {
        let device = try #require(try devices([held()], server).last)
        let body = device["basic"] ?? device
        #expect((body["taints"] != nil) == (server.minor >= 33))
    }

    @Test(arguments: Server.newest) func `makes slices that the server takes`(server: Server) throws {
        let many = Inventory(
            accelerators: (0..<100).map { .fixture("0000:\(hexadecimal(3 + $0 / 8, digits: 2)):0\($0 % 8).0") })
        let slices = try server.documents(server.renderer().render(many, held: [held()]).slices)
        #expect(ServerRules.violations(in: slices, on: server) == [])
    }

    @Test func `is announced even where another device is waited for`() throws {
        let pending = Inventory(accelerators: [.pending("0000:03:00.0", "its nodes are missing")])
        #expect(try devices([held()], beside: pending).map { $0["name"] } == ["0000-04-00-0-0x56c0"])
    }

    @Test func `goes on drawing from the counters of its physical function`() throws {
        let physical = Accelerator.fixture(
            "0000:03:00.0",
            sriov: .physical(
                PhysicalFunction(
                    totalVFs: 2, enabledVFs: 2,
                    virtualFunctions: [.init(index: 0, address: .at("0000:04:00.0"))])))
        let lost = held(of: [.pfDevice: .string("0000-03-00-0-0x56c0")])
        let devices = try devices(
            [lost], beside: Inventory(accelerators: [physical]), Server(apiVersion: .v1, minor: 36), .counters)
        #expect(
            devices.last?["consumesCounters"]
                == [["counterSet": "0000-03-00-0-0x56c0-vfs", "counters": ["vfs": ["value": "1"]]]])
    }

    /// A virtual function of a damaged or far-off card may have an address that is nowhere near its parent's.
    @Test(arguments: [33, 34, 36]) func `stands where it stood before it was lost`(minor: Int) throws {
        let server = Server(apiVersion: .v1beta1, minor: minor)
        let cards = [UInt8(3), 5].flatMap {
            Accelerator.physicalFunction(bus: $0, virtualFunctions: 100, policy: .counters)
        }
        let parent = PCIAddress.at("0000:03:00.0")
        let inventory = Inventory(
            accelerators: cards + [.fixture("0000:05:1f.7", id: 0x56c1, sriov: .virtual(of: parent, index: 100))])
        let before = try server.renderer(.counters).render(inventory).slices
        for lost in ["0000:05:1f.7", "0000:03:00.4"].map(PCIAddress.at) {
            let accelerator = try #require(inventory.accelerators.first { $0.address == lost })
            let held = held(accelerator, in: inventory, .gone)
            let after = try server.renderer(.counters).render(inventory.without(lost), held: [held]).slices
            let isInPlace = after.map { $0.devices.map(\.name) } == before.map { $0.devices.map(\.name) }
            #expect(isInPlace, "\(lost)")
            #expect(ServerRules.violations(in: server.documents(after), on: server) == [])
        }
    }

    /// While a pod has the whole card, nobody may be given a part of it.
    @Test(arguments: [34, 36]) func `goes on excluding its virtual functions where it is a physical one`(minor: Int)
        throws
    {
        let server = Server(apiVersion: .v1, minor: minor)
        var accelerators = Accelerator.physicalFunction(bus: 3, virtualFunctions: 2, policy: .counters)
        let whole = Inventory(accelerators: accelerators)
        let held = held(accelerators[0], in: whole, .unusable)
        accelerators[0].offer = .withheld(as: .failed, because: "its driver failed")
        let broken = Inventory(accelerators: accelerators)
        let slices = try server.renderer(.counters).render(broken, held: [held]).slices
        #expect(slices.flatMap(\.sharedCounters).map(\.counters) == [["vfs": .count(2)]])
        let taken = slices.flatMap(\.devices).map { $0.consumesCounters.first?.counters["vfs"] }
        #expect(taken == [.count(2), .count(1), .count(1)])
        #expect(ServerRules.violations(in: server.documents(slices), on: server) == [])
    }
}
