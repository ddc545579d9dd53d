import Documents
import Hardware
import ResourceSlices
import TestSupport
import Testing

@Suite("A slice document") struct SliceDocumentTests {
    @Test(arguments: GoldenSlices.all)
    func `has the form of its API version`(golden: GoldenSlices) throws {
        expectGolden(try golden.text(), golden.path)
    }

    @Test(arguments: GoldenSlices.all)
    func `keeps the rules of its server`(golden: GoldenSlices) throws {
        let documents = try golden.server.documents(of: golden.inventory, golden.policy)
        #expect(ServerRules.violations(in: documents, on: golden.server) == [])
    }

    @Test func `of v1alpha3 writes capacities bare and the body under basic`() throws {
        let slice = try #require(Server(apiVersion: .v1alpha3, minor: 31).documents(of: Self.arc).first)
        let device = try #require(slice.at("spec.devices")?.elements.first)
        #expect(device.at("basic.capacity") == ["memory": "16288Mi", "millicores": "1k"])
        #expect(device.at("basic.attributes.family.string") == "Arc")
        #expect(device.at("basic.attributes.model.string") == "A770")
        #expect(device.members.map(\.name) == ["name", "basic"])
    }

    @Test func `of v1beta1 writes capacities as objects under basic`() throws {
        let slice = try #require(Server(apiVersion: .v1beta1, minor: 32).documents(of: Self.arc).first)
        let device = try #require(slice.at("spec.devices")?.elements.first)
        #expect(device.at("basic.capacity") == ["memory": ["value": "16288Mi"], "millicores": ["value": "1k"]])
        #expect(device.members.map(\.name) == ["name", "basic"])
    }

    @Test(arguments: [Server(apiVersion: .v1beta2, minor: 33), Server(apiVersion: .v1, minor: 34)])
    func `of later versions is flat`(server: Server) throws {
        let slice = try #require(server.documents(of: Self.arc).first)
        let device = try #require(slice.at("spec.devices")?.elements.first)
        #expect(device["capacity"] == ["memory": ["value": "16288Mi"], "millicores": ["value": "1k"]])
        #expect(device["basic"] == nil)
    }

    @Test func `never has an empty list of devices beside counter sets`() throws {
        let inventory = Inventory(
            accelerators: Accelerator.physicalFunction(bus: 3, virtualFunctions: 2, policy: .counters))
        let slices = try Server(apiVersion: .v1, minor: 36).documents(of: inventory, .counters)
        let sets = slices.filter { $0.at("spec.sharedCounters") != nil }
        #expect(sets.count == 1)
        #expect(sets.allSatisfy { $0.at("spec.devices") == nil })
    }

    @Test(arguments: APIVersion.allCases)
    func `stands in the list that a server of its version would answer with`(version: APIVersion) throws {
        let renderer = try SliceRenderer(
            driver: DriverName("gpu.apus.dev"), nodeName: NodeName("node-1"), dialect: SliceDialect(apiVersion: version)
        )
        let pool = PoolSnapshot(renderer.render(Self.arc).slices, generation: 7)
        let list = pool.resourceSliceList(version)
        #expect(list["apiVersion"] == .string("resource.k8s.io/\(version.rawValue)"))
        #expect(list["kind"] == "ResourceSliceList")
        #expect(list["items"] == .array(pool.documents(version)))
        #expect(pool.documents(version).map { $0.at("spec.pool.generation") } == [.integer(7)])
    }

    private static let arc = Inventory(accelerators: [.arcA770])
}
