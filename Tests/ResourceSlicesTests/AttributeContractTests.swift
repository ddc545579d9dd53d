import Hardware
import ResourceSlices
import Testing

/// What stored claims and device classes rely on. A line may be added, and none may be renamed, retyped or taken away: an
/// expression that meets another type, or asks for a name that is not there, stops the scheduling of a whole pod.
@Suite("What claims choose devices by") struct AttributeContractTests {
    private enum Kind: Hashable { case int, bool, string, version }

    private static let attributes: [AttributeName: Set<Kind>] = [
        "resource.kubernetes.io/pciBusID": [.string], "resource.kubernetes.io/pcieRoot": [.string],
        "resource.kubernetes.io/numaNode": [.int],
        "vendor": [.string], "vendorID": [.string], "deviceID": [.string], "subsystemID": [.string],
        "productName": [.string], "family": [.string], "model": [.string], "architecture": [.string],
        "type": [.string], "driver": [.string], "attachment": [.string], "uuid": [.string], "serial": [.string],
        "partitionProfile": [.string], "parentDevice": [.string],
        // A version where the vendor's text is one by the rules of semantic versions.
        "driverVersion": [.version, .string], "firmwareVersion": [.version, .string],
        "cudaDriverVersion": [.version, .string], "cudaComputeCapability": [.version, .string],
        "isVF": [.bool], "sriovCapable": [.bool],
        "totalVFs": [.int], "enabledVFs": [.int], "vfIndex": [.int], "pfAddress": [.string], "pfDevice": [.string],
        "numaNode": [.int], "iommuGroup": [.int], "linkSpeed": [.string], "linkSpeedMax": [.string],
        "linkWidth": [.int], "linkWidthMax": [.int],
    ]
    private static let capacities: Set<AttributeName> = ["memory", "millicores", "vfs"]

    private static func devices(of inventory: Inventory) throws -> [SliceDevice] {
        try Server(apiVersion: .v1, minor: 37).renderer(.counters).render(inventory).slices.flatMap(\.devices)
    }

    /// A card with a virtual function, and a partition of another one, of which everything is known.
    private static func everything(version: String) -> Inventory {
        var accelerators = Accelerator.physicalFunction(bus: 3, virtualFunctions: 1, policy: .counters)
        let card = Accelerator.fixture("0000:05:00.0")
        let partition = Partition(
            parent: card.name, division: .mig(gpuInstance: 1, computeInstance: 0, profile: "1g.10gb"), index: 0)
        accelerators.append(
            Accelerator(
                function: card.function, partition: partition, readiness: .ready, attachment: .native, offer: .offered))
        let known = Accelerator.arcA770
        return Inventory(
            accelerators: accelerators.map { original in
                var accelerator = original
                accelerator.function.subsystemID = known.function.subsystemID
                accelerator.function.driver = known.function.driver
                accelerator.function.driverVersion = version
                accelerator.function.numaNode = known.function.numaNode
                accelerator.function.iommuGroup = known.function.iommuGroup
                accelerator.function.link = known.function.link
                accelerator.function.pcieRoot = known.function.pcieRoot
                accelerator.function.name = known.function.name
                accelerator.memory = known.memory
                accelerator.uuid = "GPU-1"
                accelerator.serial = "1"
                accelerator.firmwareVersion = version
                accelerator.cudaDriverVersion = version
                accelerator.cudaComputeCapability = version
                return accelerator
            })
    }

    @Test func `has the names that it has always had`() throws {
        let devices = try Self.devices(of: Self.everything(version: "1.2.3"))
        #expect(Set(devices.flatMap(\.attributes.keys)) == Set(Self.attributes.keys))
        #expect(Set(devices.flatMap(\.capacity.keys)) == Self.capacities)
    }

    @Test func `has the types that it has always had, whatever the machine`() throws {
        let inventories =
            ["1.2.3", "535.104.05", "unknown"].map(Self.everything)
            + (0..<UInt64(20)).map { Inventory.random(.counters, seed: $0) }
        for attribute in try inventories.flatMap(Self.devices).flatMap(\.attributes) {
            let kind: Kind =
                switch attribute.value {
                case .int: .int
                case .bool: .bool
                case .string: .string
                case .version: .version
                }
            #expect(Self.attributes[attribute.key]?.contains(kind) == true, "\(attribute)")
        }
    }

    /// A virtual function or a partition without it could never be claimed together with another device of its root.
    @Test func `tells of every function where it is plugged in, virtual ones and partitions too`() throws {
        let devices = try Self.devices(of: Self.everything(version: "1.2.3"))
        #expect(devices.count == 3)
        #expect(devices.allSatisfy { $0.attributes[.standardPCIeRoot] == .string("pci0000:00") })
    }
}
