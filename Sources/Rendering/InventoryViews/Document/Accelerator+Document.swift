internal import Documents
internal import Hardware

extension Accelerator {
    /// Takes the names by which CDI knows it, none where it is not offered.
    func document(cdiNames: [String] = []) -> JSONValue {
        .object(
            identity + place + function.sriovMembers + ownMembers
                + [
                    partition.map { JSONValue.Member("partition", $0.document) },
                    JSONValue.Member("readiness", .string(readiness.state)),
                    member("reason", readiness.reason),
                    member("attachment", attachment?.rawValue),
                    JSONValue.Member("offered", .bool(isOffered)),
                    cdiNames.isEmpty
                        ? nil : JSONValue.Member("cdi", ["names": .array(cdiNames.map { .string($0) })]),
                    member("notOfferedReason", offer.kind?.rawValue), member("notOfferedBecause", offer.reason),
                ].compactMap(\.self))
    }

    private var identity: [JSONValue.Member] {
        [
            member("name", name), member("address", address), member("type", type.rawValue),
            member("vendorID", function.vendorID),
            member("deviceID", function.deviceID), member("subsystemVendorID", function.subsystemVendorID),
            member("subsystemID", function.subsystemID), member("class", function.pciClass),
            member("revision", function.revision.map { "0x" + hexadecimal($0, digits: 2) }),
            member("vendorName", function.name.vendor), member("productName", function.name.product),
            member("productNameSource", function.name.productSource?.rawValue),
            member("family", function.name.family), member("model", function.name.model),
            member("architecture", function.name.architecture), member("driver", function.driver),
            member("driverVersion", function.driverVersion),
        ].compactMap(\.self)
    }

    private var place: [JSONValue.Member] {
        [
            number("numaNode", function.numaNode), number("iommuGroup", function.iommuGroup?.number),
            function.iommuGroup.map { group in
                JSONValue.Member("iommuGroupMembers", .array(group.members.map { .string($0.description) }))
            },
            member("pcieRoot", function.pcieRoot), member("parent", function.parent),
            function.link.isUnknown ? nil : JSONValue.Member("link", function.link.document),
            member("powerState", function.powerState),
            function.resetMethods.map { JSONValue.Member("resetMethods", .array($0.map { .string($0) })) },
            function.isBootVGA.map { JSONValue.Member("bootVGA", .bool($0)) },
            member("udevPath", udevPath),
        ].compactMap(\.self)
    }

    private var ownMembers: [JSONValue.Member] {
        [
            JSONValue.Member("nodes", .array(nodes.map(\.document))), member("missingNode", missingNode),
            memory.flatMap { Int64(exactly: $0.bytes) }.map { JSONValue.Member("memoryBytes", .integer($0)) },
            member("memorySource", memory.flatMap { Int64(exactly: $0.bytes) == nil ? nil : $0.source.rawValue }),
            member("uuid", uuid), member("serial", serial), member("brand", brand),
            member("cudaDriverVersion", cudaDriverVersion), member("cudaComputeCapability", cudaComputeCapability),
            member("deviceSerialNumber", function.deviceSerialNumber),
            member("firmwareVersion", firmwareVersion), member("vbiosVersion", vbiosVersion),
            configurationFiles.isEmpty
                ? nil : JSONValue.Member("configurationFiles", .array(configurationFiles.map { .string($0) })),
        ].compactMap(\.self)
    }

    private func member(_ name: String, _ value: (some CustomStringConvertible)?) -> JSONValue.Member? {
        value.map { JSONValue.Member(name, .string($0.description)) }
    }

    private func number(_ name: String, _ value: Int?) -> JSONValue.Member? {
        value.map { JSONValue.Member(name, .integer(Int64($0))) }
    }
}

extension PCIFunction {
    fileprivate var sriovMembers: [JSONValue.Member] {
        [JSONValue.Member("sriov", .object(known: sriov.members))]
    }
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
