internal import Documents

/// A switch of the server without which it drops some fields, silently.
package enum ServerGate: CaseIterable, Sendable {
    case partitionableDevices, deviceTaints, bindingConditions, consumableCapacity

    /// The first release that knows the fields at all.
    var minor: Int { self == .bindingConditions || self == .consumableCapacity ? 34 : 33 }

    private var sliceFields: [String] {
        self == .partitionableDevices ? ["sharedCounters", "perDeviceNodeSelection"] : []
    }

    private var deviceFields: [String] {
        switch self {
        case .partitionableDevices: ["consumesCounters", "nodeName", "nodeSelector", "allNodes"]
        case .deviceTaints: ["taints"]
        case .bindingConditions: ["bindsToNode", "bindingConditions", "bindingFailureConditions"]
        case .consumableCapacity: ["allowMultipleAllocations"]
        }
    }

    /// Whether a spec, in the form of v1, uses what the gate guards.
    func isUsed(in spec: JSONValue) -> Bool {
        sliceFields.contains { spec[$0] != nil }
            || (spec["devices"]?.elements ?? []).contains { device in deviceFields.contains { device[$0] != nil } }
    }

    func removing(from spec: JSONValue) -> JSONValue {
        var spec = spec
        for field in sliceFields { spec = spec.setting(field, nil) }
        guard let devices = spec["devices"]?.elements else { return spec }
        return spec.setting(
            "devices",
            .array(devices.map { device in deviceFields.reduce(device) { $0.setting($1, nil) } }))
    }
}
