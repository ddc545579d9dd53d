import Hardware
import ResourceSlices
import Testing

@Suite("A slice's device") struct SliceDeviceTests {
    @Test func `carries what is known of a card`() throws {
        let device = try #require(Self.devices(of: .arcA770).first)
        #expect(device.name == "0000-03-00-0-0x56a0")
        let expected: NamedValues<AttributeValue> = [
            "resource.kubernetes.io/pciBusID": .string("0000:03:00.0"),
            "resource.kubernetes.io/pcieRoot": .string("pci0000:00"),
            "resource.kubernetes.io/numaNode": .int(0),
            "vendor": .string("intel"), "vendorID": .string("0x8086"), "deviceID": .string("0x56a0"),
            "subsystemID": .string("0x1020"), "productName": .string("Arc A770"), "family": .string("Arc"),
            "model": .string("A770"), "architecture": .string("DG2"), "type": .string("gpu"),
            "driver": .string("xe"), "attachment": .string("native"), "isVF": .bool(false),
            "sriovCapable": .bool(false), "numaNode": .int(0), "iommuGroup": .int(15),
            "linkSpeed": .string("16.0 GT/s"), "linkSpeedMax": .string("16.0 GT/s"), "linkWidth": .int(16),
            "linkWidthMax": .int(16),
        ]
        #expect(device.attributes == expected)
        #expect(device.capacity == ["memory": .bytes(17_079_205_888), "millicores": .count(1000)])
        #expect(device.consumesCounters.isEmpty)
    }

    @Test func `leaves out what is unknown`() throws {
        let bare = Accelerator(
            function: PCIFunction(
                address: .at("0000:03:00.0"), vendorID: PCIID(0x1234), deviceID: PCIID(0x5678),
                pciClass: .processingAccelerator),
            readiness: .ready, offer: .offered)
        let device = try #require(Self.devices(of: bare).first)
        let expected: NamedValues<AttributeValue> = [
            "resource.kubernetes.io/pciBusID": .string("0000:03:00.0"), "vendor": .string("0x1234"),
            "vendorID": .string("0x1234"), "deviceID": .string("0x5678"), "type": .string("accelerator"),
            "isVF": .bool(false), "sriovCapable": .bool(false),
        ]
        #expect(device.attributes == expected)
        #expect(device.capacity == ["millicores": .count(1000)])
    }

    @Test func `leaves out empty strings and a memory of nothing`() throws {
        var accelerator = Accelerator.arcA770
        accelerator.serial = ""
        accelerator.firmwareVersion = ""
        accelerator.memory = DeviceMemory(bytes: 0, source: .vramTotal)
        let device = try #require(Self.devices(of: accelerator).first)
        #expect(device.attributes["serial"] == nil)
        #expect(device.attributes["firmwareVersion"] == nil)
        #expect(device.capacity["memory"] == nil)
    }

    @Test func `tells versions from other texts`() throws {
        var accelerator = Accelerator.arcA770
        accelerator.function.driverVersion = "550.54.14"
        accelerator.firmwareVersion = "70.20.0.1"
        let device = try #require(Self.devices(of: accelerator).first)
        #expect(device.attributes["driverVersion"] == .version("550.54.14"))
        #expect(device.attributes["firmwareVersion"] == .string("70.20.0.1"))
    }

    @Test func `of a physical function counts its virtual functions`() throws {
        let device = try #require(Self.devices(policy: .offer, count: 2).first)
        #expect(device.attributes["sriovCapable"] == .bool(true))
        #expect(device.attributes["totalVFs"] == .int(63))
        #expect(device.attributes["enabledVFs"] == .int(2))
        #expect(device.attributes["type"] == .string("gpu"))
        #expect(device.capacity["millicores"] == .count(1000))
        #expect(device.capacity["vfs"] == nil)
    }

    @Test func `is not capable of SR-IOV where the driver lets none be made`() throws {
        let function = Accelerator.fixture("0000:03:00.0", sriov: .physical(PhysicalFunction(totalVFs: 0)))
        let device = try #require(Self.devices(of: function).first)
        #expect(device.attributes["sriovCapable"] == .bool(false))
        #expect(device.attributes["totalVFs"] == .int(0))
        #expect(device.attributes["enabledVFs"] == nil)
    }

    @Test func `of a virtual function names its parent by the parent's own device id`() throws {
        let devices = try Self.devices(policy: .hide, count: 2)
        #expect(devices.map(\.name) == ["0000-03-00-1-0x56c1", "0000-03-00-2-0x56c1"])
        for (index, device) in devices.enumerated() {
            #expect(device.attributes["type"] == .string("vf"))
            #expect(device.attributes["isVF"] == .bool(true))
            #expect(device.attributes["sriovCapable"] == .bool(false))
            #expect(device.attributes["vfIndex"] == .int(Int64(index)))
            #expect(device.attributes["pfAddress"] == .string("0000:03:00.0"))
            #expect(device.attributes["pfDevice"] == .string("0000-03-00-0-0x56c0"))
            #expect(device.capacity["millicores"] == nil)
        }
    }

    @Test func `of a virtual function whose parent is gone has the parent's address alone`() throws {
        let orphan = Accelerator.fixture("0000:03:00.1", sriov: .virtual(of: .at("0000:03:00.0"), index: nil))
        let device = try #require(Self.devices(of: orphan).first)
        #expect(device.attributes["pfAddress"] == .string("0000:03:00.0"))
        #expect(device.attributes["pfDevice"] == nil)
        #expect(device.attributes["vfIndex"] == nil)
    }

    @Test func `of a five-digit domain is a virtual function with its index all the same`() throws {
        let inventory = Inventory(
            accelerators: Accelerator.physicalFunction(domain: 0x10000, bus: 3, virtualFunctions: 1, policy: .hide))
        let device = try #require(Self.render(inventory).slices.first?.devices.first)
        #expect(device.name == "10000-03-00-1-0x56c1")
        #expect(device.attributes["type"] == .string("vf"))
        #expect(device.attributes["vfIndex"] == .int(0))
        #expect(device.attributes["pfDevice"] == .string("10000-03-00-0-0x56c0"))
        #expect(device.attributes["resource.kubernetes.io/pciBusID"] == nil)
    }

    @Test(arguments: Setting.all)
    func `with everything known keeps within the limits`(setting: Setting) throws {
        let inventory = Self.maximal(setting.policy)
        let documents = try setting.server.documents(of: inventory, setting.policy)
        #expect(ServerRules.violations(in: documents, on: setting.server) == [])
        let counts = try setting.server.renderer(setting.policy).render(inventory).slices
            .flatMap(\.devices).map { $0.attributes.count + $0.capacity.count }
        // The budget is nearly used up; a new attribute must not overrun it unseen.
        #expect(counts.max() == (setting.policy == .hide ? 30 : setting.policy == .offer ? 30 : 31))
    }

    private static func devices(of accelerator: Accelerator) throws -> [SliceDevice] {
        try render(Inventory(accelerators: [accelerator])).slices.flatMap(\.devices)
    }

    private static func devices(policy: PhysicalFunctionPolicy, count: Int) throws -> [SliceDevice] {
        let accelerators = Accelerator.physicalFunction(bus: 3, virtualFunctions: count, policy: policy)
        return try render(Inventory(accelerators: accelerators), policy).slices.flatMap(\.devices)
    }

    private static func render(
        _ inventory: Inventory, _ policy: PhysicalFunctionPolicy = .hide
    ) throws -> SliceRendering {
        try Server(apiVersion: .v1, minor: 36).renderer(policy).render(inventory)
    }

    /// A physical and a virtual function with every field filled, texts far too long.
    private static func maximal(_ policy: PhysicalFunctionPolicy) -> Inventory {
        let long = String(repeating: "gÿ", count: 100)
        return Inventory(
            accelerators: Accelerator.physicalFunction(bus: 3, virtualFunctions: 1, policy: policy).map { original in
                var accelerator = original
                accelerator.function.subsystemID = PCIID(0x1020)
                accelerator.function.driver = long
                accelerator.function.driverVersion = "1.2.3-" + String(repeating: "9", count: 30)
                accelerator.function.numaNode = 1
                accelerator.function.iommuGroup = IOMMUGroup(number: 15, members: [])
                accelerator.function.link = PCIeLink(
                    currentSpeed: LinkSpeed(tenths: 25), maximumSpeed: LinkSpeed(tenths: 160), currentWidth: 1,
                    maximumWidth: 16)
                accelerator.function.pcieRoot = "pci0000:00"
                accelerator.function.name = ProductName(vendor: long, entry: "\(long) [\(long) 1\(long)]")
                accelerator.memory = DeviceMemory(bytes: .max, source: .vramTotal)
                accelerator.uuid = long
                accelerator.serial = long
                accelerator.firmwareVersion = "18446744073709551616.0.0"
                return accelerator
            })
    }
}
