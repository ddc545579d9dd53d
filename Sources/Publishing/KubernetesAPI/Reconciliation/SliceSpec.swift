internal import Documents

/// What the fields of a slice's `spec` mean, in every API version.
enum SliceSpec {
    /// A part of a device's body that v1alpha3 and v1beta1 keep under `basic`.
    static func body(of device: JSONValue) -> JSONValue { device["basic"] ?? device }

    static func contentNames(of spec: JSONValue) -> Set<String> {
        var names: Set<String> = []
        for device in spec["devices"]?.elements ?? [] { names.insert("device " + (device["name"]?.text ?? "")) }
        for set in spec["sharedCounters"]?.elements ?? [] { names.insert("set " + (set["name"]?.text ?? "")) }
        return names
    }

    /// The taints of devices that have some, by the devices' names.
    static func taints(of spec: JSONValue) -> [String: [JSONValue]] {
        var taints: [String: [JSONValue]] = [:]
        for device in spec["devices"]?.elements ?? [] {
            guard let some = body(of: device)["taints"]?.elements, !some.isEmpty else { continue }
            taints[device["name"]?.text ?? ""] = some
        }
        return taints
    }

    /// The desired spec with the times of those taints that are stored already: a taint that lost its time would begin
    /// anew, and with it the clock of those who tolerate it for a while.
    static func keepingTimes(of stored: [String: [JSONValue]], in desired: JSONValue) -> JSONValue {
        guard !stored.isEmpty, let devices = desired["devices"]?.elements else { return desired }
        let kept = devices.map { device -> JSONValue in
            let body = body(of: device)
            guard let taints = body["taints"]?.elements, let before = stored[device["name"]?.text ?? ""] else {
                return device
            }
            let timed = body.setting("taints", .array(taints.map { keepingTime(of: before, in: $0) }))
            return device["basic"] == nil ? timed : device.setting("basic", timed)
        }
        return desired.setting("devices", .array(kept))
    }

    private static func keepingTime(of stored: [JSONValue], in taint: JSONValue) -> JSONValue {
        guard taint["timeAdded"].map(\.isUnset) ?? true,
            let same = stored.first(where: { candidate in
                ["key", "value", "effect"].allSatisfy { (candidate[$0]?.text ?? "") == (taint[$0]?.text ?? "") }
            }), let time = same["timeAdded"]
        else { return taint }
        return taint.setting("timeAdded", time)
    }
}

extension JSONValue {
    /// The same object with one member replaced, added or, for nil, left out.
    func setting(_ name: String, _ value: JSONValue?) -> JSONValue {
        var members = members
        let index = members.firstIndex { $0.name == name }
        switch (index, value) {
        case (let index?, let value?): members[index] = Member(name, value)
        case (let index?, nil): members.remove(at: index)
        case (nil, let value?): members.append(Member(name, value))
        case (nil, nil): break
        }
        return .object(members)
    }

    /// What the API takes for a field that is not there: lists, maps and texts without content, `false` and `null`.
    var isUnset: Bool {
        switch self {
        case .null, .bool(false), .string(""), .array([]), .object([]): true
        default: false
        }
    }
}
