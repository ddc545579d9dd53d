internal import Documents
internal import ResourceSlices

/// How an API version writes what the server keeps in the form of v1.
struct VersionForm {
    let version: APIVersion
    let minor: Int

    private var wraps: Bool { version == .v1alpha3 || version == .v1beta1 }

    func written(_ stored: JSONValue) -> JSONValue {
        stored.setting("apiVersion", .string(version.groupVersion))
            .setting("spec", mapDevices(of: stored["spec"] ?? [:], write))
    }

    /// Fields that the version does not have are listed and dropped.
    func read(_ sent: JSONValue, unknown: inout [String]) -> JSONValue {
        var unread: [String] = []
        let spec = mapDevices(of: sent["spec"] ?? [:]) { read($0, &unread) }
        for member in spec.members where !specFields.contains(member.name) { unread.append(member.name) }
        unknown += unread
        return sent.setting("spec", spec)
    }

    private var specFields: [String] {
        [
            "driver", "pool", "nodeName", "nodeSelector", "allNodes", "perDeviceNodeSelection", "devices",
            "sharedCounters",
        ] + (minor >= 37 ? ["partitionTypeAttribute", "skipNodeOperations"] : [])
    }

    private var bodyFields: [String] {
        let allocatable =
            minor >= 37 ? ["nodeAllocatableResources"] : minor == 36 ? ["nodeAllocatableResourceMappings"] : []
        return [
            "attributes", "capacity", "consumesCounters", "nodeName", "nodeSelector", "allNodes", "taints",
            "bindsToNode", "bindingConditions", "bindingFailureConditions", "allowMultipleAllocations",
        ] + allocatable
    }

    private func mapDevices(of spec: JSONValue, _ form: (JSONValue) -> JSONValue) -> JSONValue {
        spec["devices"].map { spec.setting("devices", .array($0.elements.map(form))) } ?? spec
    }

    private func write(_ device: JSONValue) -> JSONValue {
        guard wraps else { return device }
        var body = JSONValue.object(device.members.filter { $0.name != "name" })
        if version == .v1alpha3, let capacity = body["capacity"] {
            body = body.setting(
                "capacity",
                .object(capacity.members.map { JSONValue.Member($0.name, $0.value["value"] ?? .null) }))
        }
        return ["name": device["name"] ?? "", "basic": body]
    }

    private func read(_ device: JSONValue, _ unknown: inout [String]) -> JSONValue {
        var body = JSONValue.object(device.members.filter { $0.name != "name" })
        if wraps {
            unknown += body.members.filter { $0.name != "basic" }.map(\.name)
            body = device["basic"] ?? [:]
        }
        unknown += body.members.filter { !bodyFields.contains($0.name) }.map(\.name)
        if version == .v1alpha3, let capacity = body["capacity"] {
            body = body.setting(
                "capacity", .object(capacity.members.map { JSONValue.Member($0.name, ["value": $0.value]) }))
        }
        let known = body.members.filter { bodyFields.contains($0.name) }
        return .object([JSONValue.Member("name", device["name"] ?? "")] + known)
    }
}
