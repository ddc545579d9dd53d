import Documents
import Hardware
import ResourceSlices
import Testing

@Suite("A device that a claim holds and that is not offered any more") struct HeldDeviceTests {
    private func held(
        _ condition: HeldDevice.Condition = .gone, of attributes: [AttributeName: AttributeValue] = [:]
    ) -> HeldDevice {
        HeldDevice(
            name: "0000-04-00-0-0x56c0", address: .at("0000:04:00.0"),
            attributes: [AttributeName.vendor: .string("intel")].merging(attributes) { $1 }, condition: condition)
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
}
