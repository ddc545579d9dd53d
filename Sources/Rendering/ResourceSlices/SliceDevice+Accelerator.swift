package import Hardware

extension SliceDevice {
    /// What is known of an accelerator, but for what comes and goes with load. `physicalFunction` is the parent of a
    /// virtual function, where it was found.
    package init(lasting accelerator: Accelerator, physicalFunction: Accelerator?) {
        self.init(accelerator, physicalFunction: physicalFunction)
        self = lasting
    }

    /// The same, with what comes and goes.
    init(_ accelerator: Accelerator, physicalFunction: Accelerator?) {
        name = accelerator.name.description
        let topics: [KeyValuePairs<AttributeName, AttributeValue?>] = [
            Self.identity(of: accelerator), Self.driver(of: accelerator), Self.place(of: accelerator.function),
            Self.sriov(of: accelerator.function),
            Self.role(of: accelerator.function, physicalFunction: physicalFunction),
        ]
        attributes = NamedValues(known: topics)
        capacity = Self.capacity(of: accelerator)
        consumesCounters = []
        taints = []
    }

    private static func identity(of accelerator: Accelerator) -> KeyValuePairs<AttributeName, AttributeValue?> {
        let function = accelerator.function
        return [
            .vendor: .text(Vendor.name(of: function.vendorID)),
            .vendorID: .text(function.vendorID.description),
            .deviceID: .text(function.deviceID.description),
            .subsystemID: function.subsystemID.flatMap { .text($0.description) },
            .productName: function.name.product.flatMap(AttributeValue.text),
            .family: function.name.family.flatMap(AttributeValue.text),
            .model: function.name.model.flatMap(AttributeValue.text),
            .architecture: function.name.architecture.flatMap(AttributeValue.text),
            .type: .text(accelerator.type.rawValue),
            .partitionProfile: accelerator.partition?.profile.flatMap(AttributeValue.text),
            .parentDevice: accelerator.partition.flatMap { .text($0.parent.description) },
            .uuid: accelerator.uuid.flatMap(AttributeValue.text),
            .serial: accelerator.serial.flatMap(AttributeValue.text),
        ]
    }

    private static func driver(of accelerator: Accelerator) -> KeyValuePairs<AttributeName, AttributeValue?> {
        [
            .driver: accelerator.function.driver.flatMap(AttributeValue.text),
            .driverVersion: accelerator.function.driverVersion.flatMap(AttributeValue.versionOrText),
            .firmwareVersion: accelerator.firmwareVersion.flatMap(AttributeValue.versionOrText),
            .cudaDriverVersion: accelerator.cudaDriverVersion.flatMap(AttributeValue.shortVersion),
            .cudaComputeCapability: accelerator.cudaComputeCapability.flatMap(AttributeValue.shortVersion),
            .attachment: accelerator.attachment.map { .string($0.rawValue) },
        ]
    }

    private static func place(of function: PCIFunction) -> KeyValuePairs<AttributeName, AttributeValue?> {
        // The standard attribute is defined for addresses with four digits of domain only.
        let hasStandardAddress = function.address.domain <= 0xffff
        return [
            .standardPCIBusID: hasStandardAddress ? .string(function.address.description) : nil,
            .standardPCIeRoot: function.pcieRoot.flatMap(AttributeValue.text),
            .standardNUMANode: integer(function.numaNode),
            .numaNode: integer(function.numaNode),
            .iommuGroup: integer(function.iommuGroup?.number),
            .linkSpeed: function.link.currentSpeed.map { .string($0.description) },
            .linkSpeedMax: function.link.maximumSpeed.map { .string($0.description) },
            .linkWidth: integer(function.link.currentWidth),
            .linkWidthMax: integer(function.link.maximumWidth),
        ]
    }

    private static func sriov(of function: PCIFunction) -> KeyValuePairs<AttributeName, AttributeValue?> {
        [
            .isVF: .bool(function.sriov.isVirtual),
            .sriovCapable: .bool((function.sriov.physicalFunction?.totalVFs ?? 0) > 0),
        ]
    }

    private static func role(
        of function: PCIFunction, physicalFunction: Accelerator?
    ) -> KeyValuePairs<AttributeName, AttributeValue?> {
        switch function.sriov {
        case .none: [:]
        case .physical(let physical):
            [
                .totalVFs: integer(physical.totalVFs),
                .enabledVFs: integer(physical.isCountOfVFsKnown ? physical.liveVFs : nil),
            ]
        case .virtual(let parent, let index):
            [
                .vfIndex: integer(index),
                .pfAddress: .string(parent.description),
                .pfDevice: physicalFunction.map { .string($0.name.description) },
            ]
        }
    }

    private static func capacity(of accelerator: Accelerator) -> NamedValues<Quantity> {
        var capacity = NamedValues<Quantity>()
        // A capacity of nothing would read as a statement about memory that nobody measured.
        if let memory = accelerator.memory, memory.bytes > 0 { capacity[.memory] = .bytes(memory.bytes) }
        // The share of a virtual function or a partition is not known.
        if !accelerator.function.sriov.isVirtual, accelerator.partition == nil { capacity[.millicores] = .count(1000) }
        return capacity
    }

    private static func integer(_ value: Int?) -> AttributeValue? { value.map { .int(Int64($0)) } }
}

extension PhysicalFunction {
    fileprivate var isCountOfVFsKnown: Bool { enabledVFs != nil || !virtualFunctions.isEmpty }
}
