import Hardware
import HostBuilding
import Survey
import TestSupport
import Testing

@Suite("A family of accelerators") struct FamilyTests {
    @Test(arguments: FamilyCard.all.map(\.family))
    func `has its card ready with the nodes that its driver gives, alone`(family: String) throws {
        let card = try #require(FamilyCard.all.first { $0.family == family })
        var host = HostBuilder()
        host.add(card)
        let inventory = try Machine.inventory(host)
        let device = try inventory.accelerator(card.function.address)
        #expect(device.readiness == .ready)
        #expect(device.paths == card.nodes)
        #expect(device.isOffered)
        #expect(inventory.omissions == [])
    }

    @Test func `has its card told apart from those of all other families`() throws {
        let inventory = try Machine.inventory(.everyFamily())
        #expect(inventory.accelerators.map(\.paths) == FamilyCard.all.map(\.nodes))
        #expect(inventory.offered.count == FamilyCard.all.count)
        #expect(inventory.omissions == [])
    }

    @Test(arguments: FamilyCard.all.map(\.family))
    func `has its card wait for its node, and not for ever for one that another card has`(family: String) throws {
        let card = try #require(FamilyCard.all.first { $0.family == family })
        var host = HostBuilder()
        host.add(card.function)
        let device = try Machine.inventory(host).accelerator(card.function.address)
        #expect(device.readiness.state == "pending")
        #expect(!device.isOffered)
    }

    @Test(arguments: [("AWS Neuron", "neuron"), ("Huawei Ascend", "davinci"), ("Iluvatar", "iluvatar")])
    func `whose nodes name no function has none given out where two cards could own it`(
        family: String, prefix: String
    ) throws {
        let card = try #require(FamilyCard.all.first { $0.family == family })
        var host = HostBuilder()
        host.add(card)
        var second = card.function
        second.address = "0000:40:00.0"
        host.add(second)
        host.add("\(prefix)1", subsystem: prefix, node: HostNode("\(prefix)1", major: 200, minor: 1))
        let inventory = try Machine.inventory(host)
        for address in [card.function.address, second.address] {
            let device = try inventory.accelerator(address)
            #expect(!device.readiness.isPending)
            #expect(
                device.offer.reason
                    == "its driver makes /dev/\(prefix)0, /dev/\(prefix)1 and does not say which belong to this function"
            )
        }
    }

    @Test func `whose driver states addresses has each card's nodes, however they are counted`() throws {
        var host = HostBuilder()
        for (number, address) in [(0, "0000:42:00.0"), (1, "0000:41:00.0")] as [(Int, PCIAddress)] {
            host.add(.gpu(address, driver: "furiosa_rngd", ids: (0x1ed2, 0x0001)))
            let name = "rngd/npu\(number)mgmt"
            var device = HostDevice(
                path: "/devices/virtual/rngd_mgmt/rngd!npu\(number)mgmt", subsystem: "rngd_mgmt",
                node: HostNode(name, major: 223, minor: number))
            device["busname"] = "\(address)"
            host.add(device)
        }
        let inventory = try Machine.inventory(host)
        #expect(try inventory.accelerator("0000:41:00.0").paths == ["/dev/rngd/npu1mgmt"])
        #expect(try inventory.accelerator("0000:42:00.0").paths == ["/dev/rngd/npu0mgmt"])
    }

    private static let unknown = HostFunction(
        "0000:30:00.0", vendorID: PCIID(0x1234), deviceID: PCIID(0x5678), pciClass: .processingAccelerator,
        driver: "unheard_of")

    @Test func `has no node given out that reaches further than the card`() throws {
        var host = HostBuilder()
        let card = Self.unknown.address
        host.add(Self.unknown)
        let devices = [
            ("xrt_mgmt/xclmgmt1", "xrt_mgmt", "xclmgmt1"),
            ("infiniband_mad/umad0", "infiniband_mad", "infiniband/umad0"),
            ("i2c-7/i2c-dev/i2c-7", "i2c-dev", "i2c-7"), ("mei/mei0", "mei", "mei0"),
            ("accel/accel_controlD0", "accel", "accel/accel_controlD0"), ("0000:31:00.0/apex/apex_9", "apex", "apex_9"),
        ]
        for (minor, (path, subsystem, node)) in devices.enumerated() {
            host.add(path, below: card, subsystem: subsystem, node: HostNode(node, major: 300, minor: minor))
        }
        let device = try Machine.inventory(host).accelerator(card)
        #expect(device.nodes == [])
        #expect(device.readiness == .pending("driver unheard_of is bound, but no DRM or accel node is there yet"))
    }

    @Test func `that nobody knows is told with its node, which is given to no workload`() throws {
        var host = HostBuilder()
        let card = Self.unknown.address
        host.add(Self.unknown)
        host.add("oddity/odd0", below: card, subsystem: "oddity", node: HostNode("odd0", major: 300, minor: 0))
        let inventory = try Machine.inventory(host)
        let device = try inventory.accelerator(card)
        #expect(device.nodes == [])
        #expect(device.offer.reason?.contains("/dev/odd0") == true)
        #expect(!inventory.hasPending)
    }

    /// A driver registers one thing after another: the card is no accelerator because of its other functions.
    @Test func `is not its cards' bridges and sound`() throws {
        var host = HostBuilder()
        for (address, code) in [("0000:30:00.0", 0x06_0400), ("0000:30:00.1", 0x04_0300)] as [(PCIAddress, UInt32)] {
            let pciClass = try #require(PCIClass(code: code))
            host.add(HostFunction(address, vendorID: PCIID(0x1ed5), deviceID: PCIID(0x02ff), pciClass: pciClass))
        }
        #expect(try Machine.inventory(host).accelerators == [])
    }

    @Test(arguments: [("drm/renderD140", "drm", "dri/renderD140"), ("accel/accel4", "accel", "accel/accel4")])
    func `needs no class of its own where the kernel has a device for computing`(
        path: String, subsystem: String, node: String
    ) throws {
        var host = HostBuilder.oneReadyGPU()
        let card: PCIAddress = "0000:30:00.0"
        host.add(
            HostFunction(
                card, vendorID: PCIID(0x1d94), deviceID: PCIID(0x62b7), pciClass: .coprocessor, driver: "hydcu"))
        host.add(path, below: card, subsystem: subsystem, node: HostNode(node, major: 226, minor: 140))
        let inventory = try Machine.inventory(host)
        #expect(inventory.addresses == ["0000:03:00.0", card])
        #expect(try inventory.accelerator(card).isOffered)
        let rules = SurveyRules(
            selection: CandidateSelection(exclude: CandidateRules(classes: [ClassPattern(baseClass: 0x0b)])))
        let excluding = try Machine.inventory(host, rules)
        #expect(excluding.addresses == ["0000:03:00.0"])
        #expect(excluding.omission(card) == "left out by the configuration: exclude.classes 0x0b")
    }
}
