import CDI
import Claims
import Documents
import FakeAPIServer
import Hardware
import Testing

@Suite("From the machine to a container", .timeLimit(.minutes(2))) struct ClaimStoryTests {
    @Test(arguments: [37, 34, 33])
    func `a device is announced, allocated, prepared, given to a container and free again`(minor: Int) async throws {
        let cluster = try await Cluster(minor: minor)
        let node = try await Node(of: cluster)
        try await node.publish()
        let gpu = try cluster.schedule("gpu")

        let devices = try await node.preparer.prepare(gpu)

        #expect(devices.map(\.requests) == [["main"]])
        #expect(devices.map(\.pool) == ["node1"])
        let spec = try #require(node.spec(of: gpu))
        #expect(devices.flatMap(\.cdiDeviceIDs) == spec.names.map(\.description))
        #expect(spec.devices.first?.edits.deviceNodes.map(\.path) == ["/dev/dri/renderD128"])
        #expect(spec.devices.first?.edits.env.contains("APUS_PCI_ADDRESSES=0000:03:00.0") == true)

        // Schedulers of some releases have given a device away twice.
        let other = try cluster.schedule("other", giving: devices.first?.device)
        let refusal = await #expect(throws: PreparationError.self) { try await node.preparer.prepare(other) }
        #expect(refusal?.description.contains("is held by the claim team/gpu") == true)
        #expect(node.spec(of: other) == nil)

        try await node.preparer.unprepare(gpu)
        #expect(node.spec(of: gpu) == nil)
        #expect(try await node.preparer.prepare(other).map(\.device) == devices.map(\.device))
        try await cluster.server.stop()
    }

    @Test func `a device that vanishes under a claim stays announced until it is undone`() async throws {
        let cluster = try await Cluster(minor: 37)
        var node = try await Node(of: cluster)
        try await node.publish()
        let gpu = try cluster.schedule("gpu")
        _ = try await node.preparer.prepare(gpu)

        node.inventory = Inventory(host: node.inventory.host)
        try await node.publish()

        #expect(cluster.devices.map { $0["name"] } == ["0000-03-00-0-0x56a0"])
        let taint = cluster.devices.first?["taints"]?.elements.first
        #expect(taint?["effect"] == "NoExecute")
        #expect(taint?["key"] == "gpu.apus.dev/device")

        try await node.preparer.unprepare(gpu)
        try await node.publish()
        #expect(cluster.devices == [])
        try await cluster.server.stop()
    }

    @Test func `without the API server nothing is prepared, and what was prepared can be undone`() async throws {
        let cluster = try await Cluster(minor: 37)
        let node = try await Node(of: cluster)
        try await node.publish()
        let gpu = try cluster.schedule("gpu")
        _ = try await node.preparer.prepare(gpu)
        let later = try cluster.schedule("later")
        cluster.cluster.change { $0.fault = { _ in .cut } }

        let refusal = await #expect(throws: PreparationError.self) { try await node.preparer.prepare(later) }
        #expect(refusal?.description.hasPrefix("The claim team/later cannot be read from the API server: ") == true)
        try await node.preparer.unprepare(gpu)
        #expect(node.spec(of: gpu) == nil)
        try await cluster.server.stop()
    }
}
