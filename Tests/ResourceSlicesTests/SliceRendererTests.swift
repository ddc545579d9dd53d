import Documents
import Hardware
import ResourceSlices
import Testing

@Suite("A slice renderer") struct SliceRendererTests {
    @Test func `writes one slice without devices for a host that has none`() throws {
        let rendering = try Self.newest.renderer().render(Inventory())
        let slice = try #require(rendering.slices.first)
        #expect(rendering.slices.count == 1)
        #expect(slice.devices.isEmpty)
        #expect(Self.newest.documents([slice]).map { $0.at("spec.pool.resourceSliceCount") } == [.integer(1)])
        #expect(rendering.withheldBecause == nil)
    }

    @Test func `writes no slice while all accelerators are pending, and says why`() throws {
        let inventory = Inventory(accelerators: [
            .pending("0000:03:00.0", "xe has made no render node yet"), .pending("0000:04:00.0", "the same"),
        ])
        let rendering = try Self.newest.renderer().render(inventory)
        #expect(rendering.slices.isEmpty)
        #expect(
            rendering.withheldBecause
                == "no accelerator is ready yet: 0000:03:00.0 waits, since xe has made no render node yet, "
                + "and 1 more accelerator waits")
    }

    @Test func `writes what is ready while others are pending`() throws {
        let inventory = Inventory(accelerators: [.arcA770, .pending("0000:04:00.0", "no node yet")])
        let rendering = try Self.newest.renderer().render(inventory)
        #expect(rendering.slices.flatMap(\.devices).map(\.name) == ["0000-03-00-0-0x56a0"])
        #expect(rendering.withheldBecause == nil)
    }

    @Test func `names slices by position, driver and node, in five digits`() throws {
        let inventory = Inventory(
            accelerators: (0..<20).map { .fixture("0000:\(hexadecimal($0 * 8, digits: 2)):00.0") }
                + (0..<200).map { .fixture(.fixture(PCIAddress(domain: 1, routingID: UInt16($0)))) })
        let names = try Self.newest.renderer(node: "n.example.com").render(inventory).slices.map(\.name)
        #expect(
            names == [
                "00000-gpu.apus.dev-n.example.com", "00001-gpu.apus.dev-n.example.com",
                "00002-gpu.apus.dev-n.example.com",
            ])
    }

    @Test func `shortens names that would be too long, each in its own way`() throws {
        let stem = String(repeating: "n", count: 250)
        let driver = String(repeating: "d", count: 63)
        let names = try ["-a", "-b"].map { end in
            let renderer = try Self.newest.renderer(.counters, node: stem + end, driver: driver)
            let slices = renderer.render(Inventory(accelerators: [.arcA770])).slices
            #expect(
                ServerRules.violations(in: Self.newest.documents(slices), on: Self.newest) == [])
            #expect(slices.first?.poolName.hasSuffix("/" + driver) == true)
            return slices.map { [$0.name, $0.poolName] }
        }
        #expect(names[0] != names[1])
    }

    @Test(arguments: [
        (PhysicalFunctionPolicy.hide, "node1"), (.offer, "node1"), (.counters, "node1/gpu.apus.dev"),
    ])
    func `names the pool after the node, and the driver too where counters are used`(
        policy: PhysicalFunctionPolicy, pool: String
    ) throws {
        let slices = try Self.newest.renderer(policy).render(Inventory()).slices
        #expect(slices.map(\.poolName) == [pool])
    }

    @Test func `makes a physical function and its virtual functions exclude each other`() throws {
        let inventory = Inventory(
            accelerators: Accelerator.physicalFunction(bus: 3, virtualFunctions: 4, policy: .counters)
                + [.fixture("0000:05:00.0")])
        let slices = try Self.newest.renderer(.counters).render(inventory).slices
        let set = try #require(slices.first?.sharedCounters.first)
        #expect(set.counters == ["vfs": .count(4)])
        let devices = slices.flatMap(\.devices)
        #expect(devices.map(\.capacity[.vfs]) == [.count(4), nil, nil, nil, nil, nil])
        let taken = devices.map { $0.consumesCounters.first?.counters["vfs"] }
        #expect(taken == [.count(4), .count(1), .count(1), .count(1), .count(1), nil])
        #expect(Set(devices.flatMap(\.consumesCounters).map(\.counterSet)) == [set.name])
    }

    /// Its partitions have its address, and its virtual functions stand in no relation to them that a counter could tell.
    @Test func `shares no counters of a card that is divided`() throws {
        var accelerators = Accelerator.physicalFunction(bus: 3, virtualFunctions: 2, policy: .counters)
        let card = accelerators[0]
        accelerators[0].offer = .withheld(as: .divided, because: "it is divided")
        for index in 0..<2 {
            let partition = Partition(parent: card.name, division: .compute(mode: "CPX"), index: index)
            accelerators.append(
                Accelerator(
                    function: card.function, partition: partition, readiness: .ready, attachment: .native,
                    offer: .offered))
        }
        let slices = try Self.newest.renderer(.counters).render(Inventory(accelerators: accelerators)).slices
        #expect(slices.flatMap(\.devices).count == 4)
        #expect(slices.flatMap(\.sharedCounters).isEmpty)
        #expect(ServerRules.violations(in: Self.newest.documents(slices), on: Self.newest) == [])
    }

    @Test func `counts virtual functions whose number the kernel has not stored yet`() throws {
        var accelerators = Accelerator.physicalFunction(bus: 3, virtualFunctions: 2, policy: .counters)
        guard case .physical(var physical) = accelerators[0].function.sriov else {
            Issue.record("no physical function")
            return
        }
        physical.enabledVFs = 0
        accelerators[0].function.sriov = .physical(physical)
        let slices = try Self.newest.renderer(.counters).render(Inventory(accelerators: accelerators)).slices
        #expect(slices.first?.sharedCounters.first?.counters == ["vfs": .count(2)])
    }

    @Test func `shares no counters where the physical function is not offered`() throws {
        var accelerators = Accelerator.physicalFunction(bus: 3, virtualFunctions: 2, policy: .counters)
        accelerators[0].offer = .withheld(as: .failed, because: "its driver failed")
        let slices = try Self.newest.renderer(.counters).render(Inventory(accelerators: accelerators)).slices
        #expect(slices.flatMap(\.sharedCounters).isEmpty)
        #expect(slices.flatMap(\.devices).count == 2)
        #expect(slices.flatMap(\.devices).flatMap(\.consumesCounters).isEmpty)
    }

    @Test(arguments: [33, 34])
    func `leaves a physical function out whose virtual ones fill a slice before 1.35`(minor: Int) throws {
        let server = Server(apiVersion: .v1beta1, minor: minor)
        let inventory = Inventory(
            accelerators: Accelerator.physicalFunction(bus: 3, virtualFunctions: 128, policy: .counters)
                + Accelerator.physicalFunction(bus: 5, virtualFunctions: 127, policy: .counters))
        let rendering = try server.renderer(.counters).render(inventory)
        #expect(rendering.omissions.map(\.address) == [.at("0000:03:00.0")])
        #expect(rendering.omissions.first?.why.contains("its 128 virtual functions") == true)
        #expect(rendering.slices.flatMap(\.devices).count == 128 + 128)
        #expect(rendering.slices.flatMap(\.sharedCounters).map(\.name) == ["0000-05-00-0-0x56c0-vfs"])
        let documents = server.documents(rendering.slices)
        #expect(ServerRules.violations(in: documents, on: server) == [])
    }

    @Test func `announces a device once, though a damaged host shows it twice`() throws {
        let rendering = try Self.newest.renderer().render(Inventory(accelerators: [.arcA770, .arcA770]))
        #expect(rendering.slices.flatMap(\.devices).count == 1)
        #expect(rendering.omissions.map(\.what) == ["device 0000-03-00-0-0x56a0"])
    }

    @Test func `survives indices and counts of a damaged host`() throws {
        let parent = PCIAddress.at("0000:03:00.0")
        let physical = PhysicalFunction(totalVFs: .min, enabledVFs: .min)
        let inventory = Inventory(
            accelerators: [.fixture("0000:03:00.0", sriov: .physical(physical))]
                + [Int.max, .min, -1, 70000, 70001].enumerated().map { number, index in
                    .fixture("0000:03:01.\(number)", sriov: .virtual(of: parent, index: index))
                })
        let documents = try Self.newest.documents(of: inventory, .counters)
        #expect(ServerRules.violations(in: documents, on: Self.newest) == [])
    }

    @Test func `refuses counters on a server that has none`() throws {
        let error = #expect(throws: SliceError.self) {
            try Server(apiVersion: .v1beta1, minor: 32).renderer(.counters)
        }
        #expect(error?.description.contains("they begin with 1.33") == true)
    }

    private static let newest = Server(apiVersion: .v1, minor: 36)
}
