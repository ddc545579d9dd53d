internal import Documents

/// A switch of the server without which it drops some fields, silently.
package enum ServerGate: CaseIterable, Sendable {
    case partitionableDevices, deviceTaints, bindingConditions, consumableCapacity
    case nodeAllocatableResources, partitionType, compatibilityGroups, optionalNodeOperations

    /// The releases that know the fields at all.
    var minors: ClosedRange<Int> {
        switch self {
        case .partitionableDevices, .deviceTaints: 33...Int.max
        case .bindingConditions, .consumableCapacity: 34...Int.max
        case .nodeAllocatableResources: 36...Int.max
        case .partitionType, .compatibilityGroups, .optionalNodeOperations: 37...Int.max
        }
    }

    /// Whether it is off where nobody switches it on.
    package var isAlpha: Bool {
        switch self {
        case .partitionableDevices, .deviceTaints, .bindingConditions, .consumableCapacity: false
        case .nodeAllocatableResources, .partitionType, .compatibilityGroups, .optionalNodeOperations: true
        }
    }

    private var sliceFields: [String] {
        switch self {
        case .partitionableDevices: ["sharedCounters", "perDeviceNodeSelection"]
        case .partitionType: ["partitionTypeAttribute"]
        case .optionalNodeOperations: ["skipNodeOperations"]
        default: []
        }
    }

    private var deviceFields: [String] {
        switch self {
        case .partitionableDevices: ["consumesCounters", "nodeName", "nodeSelector", "allNodes"]
        case .deviceTaints: ["taints"]
        case .bindingConditions: ["bindsToNode", "bindingConditions", "bindingFailureConditions"]
        case .consumableCapacity: ["allowMultipleAllocations"]
        case .nodeAllocatableResources: ["nodeAllocatableResources", "nodeAllocatableResourceMappings"]
        case .partitionType, .compatibilityGroups, .optionalNodeOperations: []
        }
    }

    /// Whether a spec, in the form of v1, uses what the gate guards.
    func isUsed(in spec: JSONValue) -> Bool {
        sliceFields.contains { spec[$0] != nil }
            || (spec["devices"]?.elements ?? []).contains { device in
                deviceFields.contains { device[$0] != nil }
                    || (self == .compatibilityGroups
                        && (device["consumesCounters"]?.elements ?? []).contains { $0["compatibilityGroups"] != nil })
            }
    }

    func removing(from spec: JSONValue) -> JSONValue {
        var spec = spec
        for field in sliceFields { spec = spec.setting(field, nil) }
        guard let devices = spec["devices"]?.elements else { return spec }
        return spec.setting("devices", .array(devices.map(removing(fromDevice:))))
    }

    private func removing(fromDevice device: JSONValue) -> JSONValue {
        var device = deviceFields.reduce(device) { $0.setting($1, nil) }
        if self == .compatibilityGroups, let consumption = device["consumesCounters"]?.elements {
            device = device.setting(
                "consumesCounters", .array(consumption.map { $0.setting("compatibilityGroups", nil) }))
        }
        return device
    }
}
