internal import Documents
internal import Hardware

extension Accelerator {
    /// Takes the names by which CDI knows it, none where it is not offered.
    func document(cdiNames: [String] = []) -> JSONValue {
        var members: [JSONValue.Member] = []
        members.reserveCapacity(48)
        addIdentity(to: &members)
        addPlace(to: &members)
        members.add("sriov", .object(known: function.sriov.members))
        addOwn(to: &members)
        members.add("partition", partition?.document)
        members.add("readiness", readiness.state)
        members.add("reason", readiness.reason)
        members.add("attachment", attachment?.rawValue)
        members.add("offered", .bool(isOffered))
        members.add("cdi", cdiNames.isEmpty ? nil : ["names": .array(cdiNames.map { .string($0) })])
        members.add("notOfferedReason", offer.kind?.rawValue)
        members.add("notOfferedBecause", offer.reason)
        return .object(members)
    }

    private func addIdentity(to members: inout [JSONValue.Member]) {
        members.add("name", name.description)
        members.add("address", address.description)
        members.add("type", type.rawValue)
        members.add("vendorID", function.vendorID.description)
        members.add("deviceID", function.deviceID.description)
        members.add("subsystemVendorID", function.subsystemVendorID?.description)
        members.add("subsystemID", function.subsystemID?.description)
        members.add("class", function.pciClass.description)
        members.add("revision", function.revision.map { "0x" + hexadecimal($0, digits: 2) })
        members.add("vendorName", function.name.vendor)
        members.add("productName", function.name.product)
        members.add("productNameSource", function.name.productSource?.rawValue)
        members.add("family", function.name.family)
        members.add("model", function.name.model)
        members.add("architecture", function.name.architecture)
        members.add("driver", function.driver)
        members.add("driverVersion", function.driverVersion)
    }

    private func addPlace(to members: inout [JSONValue.Member]) {
        members.add("numaNode", function.numaNode)
        members.add("iommuGroup", function.iommuGroup?.number)
        members.add(
            "iommuGroupMembers", function.iommuGroup.map { .array($0.members.map { .string($0.description) }) })
        members.add("pcieRoot", function.pcieRoot)
        members.add("parent", function.parent?.description)
        members.add("link", function.link.isUnknown ? nil : function.link.document)
        members.add("powerState", function.powerState)
        members.add("resetMethods", function.resetMethods.map { .array($0.map { .string($0) }) })
        members.add("bootVGA", function.isBootVGA.map { .bool($0) })
        members.add("udevPath", udevPath)
    }

    private func addOwn(to members: inout [JSONValue.Member]) {
        members.add("nodes", .array(nodes.map(\.document)))
        members.add("missingNode", missingNode)
        if let memory, let bytes = Int64(exactly: memory.bytes) {
            members.add("memoryBytes", .integer(bytes))
            members.add("memorySource", memory.source.rawValue)
        }
        members.add("uuid", uuid)
        members.add("serial", serial)
        members.add("brand", brand)
        members.add("cudaDriverVersion", cudaDriverVersion)
        members.add("cudaComputeCapability", cudaComputeCapability)
        members.add("deviceSerialNumber", function.deviceSerialNumber)
        members.add("firmwareVersion", firmwareVersion)
        members.add("vbiosVersion", vbiosVersion)
        members.add(
            "configurationFiles", configurationFiles.isEmpty ? nil : .array(configurationFiles.map { .string($0) }))
    }
}

/// What is unknown is left out.
extension [JSONValue.Member] {
    fileprivate mutating func add(_ name: String, _ value: JSONValue?) {
        if let value { append(JSONValue.Member(name, value)) }
    }

    fileprivate mutating func add(_ name: String, _ value: String?) { add(name, value.map { JSONValue.string($0) }) }

    fileprivate mutating func add(_ name: String, _ value: Int?) { add(name, value.map { .integer(Int64($0)) }) }
}

extension SRIOVRole {
    fileprivate var members: KeyValuePairs<String, JSONValue?> {
        switch self {
        case .none: ["role": "none"]
        case .physical(let function):
            [
                "role": "physical", "totalVFs": .integer(Int64(function.totalVFs)),
                "enabledVFs": function.enabledVFs.map { .integer(Int64($0)) },
                "virtualFunctions": .array(function.virtualFunctions.map { .string($0.address.description) }),
                "offset": function.offset.map { .integer(Int64($0)) },
                "stride": function.stride.map { .integer(Int64($0)) },
                "virtualDeviceID": function.virtualDeviceID.map { .string($0.description) },
                "driversAutoprobe": function.bindsDriversToNewVFs.map { .bool($0) },
            ]
        case .virtual(let parent, let index):
            [
                "role": "virtual", "physicalFunction": .string(parent.description),
                "index": index.map { .integer(Int64($0)) },
            ]
        }
    }
}

extension PCIeLink {
    fileprivate var document: JSONValue {
        .object(known: [
            "currentSpeed": currentSpeed.map { .string($0.description) },
            "maxSpeed": maximumSpeed.map { .string($0.description) },
            "currentWidth": currentWidth.map { .integer(Int64($0)) },
            "maxWidth": maximumWidth.map { .integer(Int64($0)) },
            "port": port.map { .string($0.description) },
        ])
    }
}

extension Partition {
    fileprivate var document: JSONValue {
        var ids: (gpuInstance: UInt16, computeInstance: UInt16)?
        if case .mig(let gpuInstance, let computeInstance, _) = division { ids = (gpuInstance, computeInstance) }
        return .object(known: [
            "parent": .string(parent.description), "profile": profile.map { .string($0) },
            "index": .integer(Int64(index)), "gpuInstance": ids.map { .integer(Int64($0.gpuInstance)) },
            "computeInstance": ids.map { .integer(Int64($0.computeInstance)) },
        ])
    }
}

extension DeviceNode {
    fileprivate var document: JSONValue {
        .object(known: [
            "path": .string(path), "hostPath": hostPath.map { .string($0) }, "kind": .string(kind.rawValue),
            "major": major.map { .integer(Int64($0)) },
            "minor": minor.map { .integer(Int64($0)) },
            "links": links.isEmpty ? nil : .array(links.map { .string($0) }),
        ])
    }
}
