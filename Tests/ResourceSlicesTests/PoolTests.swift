import Documents
import Hardware
import ResourceSlices
import TestSupport
import Testing

@Suite("A pool") struct PoolTests {
    @Test(arguments: Setting.all)
    func `of ten times 64 virtual functions keeps within all limits`(setting: Setting) throws {
        let inventory = Inventory.tenBySixtyFour(setting.policy)
        let rendering = try setting.server.renderer(setting.policy).render(inventory)
        let documents = setting.server.documents(rendering.slices)
        #expect(ServerRules.violations(in: documents, on: setting.server) == [])
        #expect(rendering.omissions == [])
        #expect(rendering.slices.reduce(0) { $0 + $1.devices.count } == (setting.policy == .hide ? 640 : 650))
    }

    @Test(arguments: Setting.all)
    func `of a random host keeps within all limits`(setting: Setting) throws {
        let inventory = Inventory.random(setting.policy, seed: UInt64(setting.server.minor))
        let rendering = try setting.server.renderer(setting.policy).render(inventory)
        let documents = setting.server.documents(rendering.slices)
        #expect(ServerRules.violations(in: documents, on: setting.server) == [])
        let announced = rendering.slices.reduce(0) { $0 + $1.devices.count }
        #expect(announced + rendering.omissions.count == inventory.offered.count)
    }

    @Test func `is sorted by address, virtual functions behind their physical function by index`() throws {
        // By address the second function's own virtual functions stand behind the third function.
        let first = PCIAddress.at("0000:03:00.0")
        let role = SRIOVRole.physical(PhysicalFunction(totalVFs: 2, enabledVFs: 2))
        let inventory = Inventory(accelerators: [
            .fixture("10000:01:00.0"),
            .fixture("0000:03:00.0", sriov: role),
            .fixture("0000:03:00.1"),
            .fixture("0000:03:02.0", id: 1, sriov: .virtual(of: first, index: 10)),
            .fixture("0000:03:02.1", id: 1, sriov: .virtual(of: first, index: 2)),
            .fixture("0000:02:00.0"),
        ])
        let names = try Server(apiVersion: .v1, minor: 36).renderer(.offer).render(inventory)
            .slices.flatMap(\.devices).map(\.name)
        #expect(
            names == [
                "0000-02-00-0-0x56c0", "0000-03-00-0-0x56c0", "0000-03-02-1-0x0001", "0000-03-02-0-0x0001",
                "0000-03-00-1-0x56c0", "10000-01-00-0-0x56c0",
            ])
    }

    @Test(arguments: [PhysicalFunctionPolicy.offer, .counters], [34, 36])
    func `keeps a physical function and its virtual ones in one slice where they fit`(
        policy: PhysicalFunctionPolicy, minor: Int
    ) throws {
        let inventory = Inventory(
            accelerators: (0..<12).flatMap {
                Accelerator.physicalFunction(bus: UInt8(3 * $0 + 1), virtualFunctions: 31, policy: policy)
            })
        let slices = try Server(apiVersion: .v1, minor: minor).renderer(policy).render(inventory).slices
        let pages = slices.map { Set($0.devices.map { $0.name.prefix(7) }) }
        #expect(pages.reduce(0) { $0 + $1.count } == 12)
    }

    @Test func `leaves all slices of other devices as they are when one device goes`() throws {
        for policy in [PhysicalFunctionPolicy.hide, .offer] {
            let renderer = try Server(apiVersion: .v1, minor: 36).renderer(policy)
            let whole = Inventory.tenBySixtyFour(policy)
            let before = renderer.render(whole).pages
            for accelerator in whole.offered.enumerated().filter({ $0.offset % 61 == 0 }).map(\.element) {
                let after = renderer.render(whole.without(accelerator.address)).pages
                #expect(before.subtracting(after).count == 1, "\(policy) \(accelerator.address)")
                #expect(after.subtracting(before).count == 1, "\(policy) \(accelerator.address)")
            }
        }
    }

    @Test(arguments: [UInt64(1), 2])
    func `changes one slice, or joins two, at each of many devices that go`(seed: UInt64) throws {
        let renderer = try Server(apiVersion: .v1, minor: 36).renderer(.offer)
        var random = SeededGenerator(seed: seed)
        var inventory = Inventory.random(.offer, seed: seed)
        var before = renderer.render(inventory).pages
        for _ in 0..<60 {
            let gone = try #require(inventory.offered.randomElement(using: &random))
            inventory = inventory.without(gone.address)
            let after = renderer.render(inventory).pages
            try #require((1...2).contains(before.subtracting(after).count))
            try #require(after.subtracting(before).count <= 1)
            before = after
        }
    }

    @Test(arguments: [34, 36])
    func `with counters leaves the slices of other physical functions as they are`(minor: Int) throws {
        let renderer = try Server(apiVersion: .v1, minor: minor).renderer(.counters)
        let whole = Inventory.tenBySixtyFour(.counters)
        let before = renderer.render(whole).pages
        for accelerator in whole.offered.enumerated().filter({ $0.offset % 61 == 0 }).map(\.element) {
            let family = accelerator.address.dashed.prefix(8)
            let after = renderer.render(whole.without(accelerator.address)).pages
            for page in before.subtracting(after) where !page.allSatisfy({ $0.hasSuffix(" counters") }) {
                #expect(page.contains { $0.hasPrefix(family) }, "\(accelerator.address)")
            }
        }
    }

    @Test func `with counters of their own slices fills its slices`() throws {
        let renderer = try Server(apiVersion: .v1, minor: 36).renderer(.counters)
        let slices = renderer.render(.tenBySixtyFour(.counters)).slices
        #expect(slices.map(\.sharedCounters.count).filter { $0 > 0 }.sorted() == [2, 8])
        #expect(slices.map(\.devices.count).filter { $0 > 0 }.sorted() == [10] + Array(repeating: 64, count: 10))
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `with counters of their own slices has no more slices than devices need`(seed: UInt64) throws {
        let renderer = try Server(apiVersion: .v1, minor: 36).renderer(.counters)
        let slices = renderer.render(.random(.counters, seed: seed)).slices
        let counts = slices.map(\.devices.count).filter { $0 > 0 }
        #expect(counts.count <= (counts.reduce(0, +) + 63) / 64)
        let sets = slices.map(\.sharedCounters.count).filter { $0 > 0 }
        #expect(sets.count == (sets.reduce(0, +) + 7) / 8)
    }

    @Test func `with counters of their own slices changes two of them at most when a virtual function goes`() throws {
        let renderer = try Server(apiVersion: .v1, minor: 36).renderer(.counters)
        let whole = Inventory.tenBySixtyFour(.counters)
        let before = renderer.render(whole).pages
        for accelerator in whole.offered.filter(\.function.sriov.isVirtual).enumerated()
            .filter({ $0.offset % 31 == 0 }).map(\.element)
        {
            let after = renderer.render(whole.without(accelerator.address)).pages
            #expect(before.subtracting(after).count <= 2, "\(accelerator.address)")
        }
    }

    @Test func `renders the same inventory to the same bytes, however its devices were found`() throws {
        let server = Server(apiVersion: .v1, minor: 36)
        let inventory = Inventory.tenBySixtyFour(.counters)
        let shuffled = Inventory(accelerators: inventory.accelerators.reversed())
        let texts = try [inventory, shuffled].map { inventory in
            try server.documents(of: inventory, .counters).map(\.jsonText)
        }
        #expect(texts[0] == texts[1])
    }

    @Test(arguments: [PhysicalFunctionPolicy.hide, .counters, .offer], [UInt64(1), 2, 3, 4])
    func `is the same whatever was rendered before`(policy: PhysicalFunctionPolicy, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let renderers = try [34, 36].map { try Server(apiVersion: .v1, minor: $0).renderer(policy) }
        var inventory = Inventory.random(policy, seed: seed)
        var held: [HeldDevice] = []
        for _ in 0..<12 {
            let before = try #require(renderers.randomElement(using: &random)).render(inventory, held: held)
            let rendered = RenderedDevices(before.slices, of: inventory, held: held)
            inventory = inventory.changed(using: &random)
            held = before.slices.flatMap(\.devices).filter { _ in Int.random(in: 0..<50, using: &random) == 0 }.map {
                HeldDevice(
                    name: $0.name, address: .at("0000:04:00.0"), attributes: [.vendor: .string("as it was")],
                    capacity: $0.capacity, condition: .gone)
            }
            for renderer in renderers {
                #expect(
                    renderer.render(inventory, held: held, after: rendered) == renderer.render(inventory, held: held))
            }
        }
    }
}

extension SliceRendering {
    /// The slices' contents without names and pool: each the set of its devices and counter sets as text.
    fileprivate var pages: Set<[String]> {
        Set(
            slices.map { slice in
                slice.counterSets + slice.devices.map { "\($0.name) \($0.consumesCounters.map(\.counterSet))" }
            })
    }
}

extension ResourceSlice {
    fileprivate var counterSets: [String] { sharedCounters.map { "\($0.name) counters" } }
}

extension Inventory {
    /// Some are gone, some are of another kind, not offered, or faster; whole cards, too, whose functions stay.
    fileprivate func changed(using random: inout SeededGenerator) -> Inventory {
        Inventory(
            accelerators: accelerators.compactMap { accelerator in
                var changed = accelerator
                switch Int.random(in: 0..<60, using: &random) {
                case 0: return nil
                case 1: changed.function.deviceID = PCIID(.random(in: 0...9, using: &random))
                case 2: changed.offer = changed.isOffered ? .failed(because: "it is") : .offered
                case 3: changed.function.numaNode = Int.random(in: 0...3, using: &random)
                case 4: changed.function.sriov = .none
                default: break
                }
                return changed
            })
    }
}
