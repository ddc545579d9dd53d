internal import Documents

/// Writes slices in one API version. Empty keys are left out.
struct SliceEncoder {
    private let version: APIVersion
    /// v1alpha3 and v1beta1 keep everything but a device's name under `basic`.
    private let wrapsDeviceBody: Bool
    /// v1alpha3 writes a capacity as `"16Gi"`, all later versions as `{"value": "16Gi"}`; the wrong form is refused
    /// with status 400. Counters are objects in every version.
    private let hasBareCapacities: Bool

    init(_ version: APIVersion) {
        self.version = version
        (wrapsDeviceBody, hasBareCapacities) =
            switch version {
            case .v1alpha3: (true, true)
            case .v1beta1: (true, false)
            case .v1beta2, .v1: (false, false)
            }
    }

    func document(_ slice: ResourceSlice, pool: SlicePool) -> JSONValue {
        [
            "apiVersion": .string(version.groupVersion),
            "kind": "ResourceSlice",
            "metadata": ["name": .string(slice.name)],
            "spec": spec(slice, pool: pool),
        ]
    }

    func spec(_ slice: ResourceSlice, pool: SlicePool?) -> JSONValue {
        .object(known: [
            "driver": .string(slice.driver.description),
            "pool": pool?.json,
            "nodeName": .string(slice.nodeName.description),
            "sharedCounters": slice.sharedCounters.isEmpty ? nil : .array(slice.sharedCounters.map(counterSet)),
            "devices": devices(of: slice),
        ])
    }

    /// An empty list beside `sharedCounters` counts as a list and is refused, so it is left out; only v1alpha3, whose
    /// field is not optional, gets one for an empty pool.
    private func devices(of slice: ResourceSlice) -> JSONValue? {
        guard slice.devices.isEmpty else { return .array(slice.devices.map(device)) }
        return hasBareCapacities && slice.sharedCounters.isEmpty ? [] : nil
    }

    private func counterSet(_ set: CounterSet) -> JSONValue {
        ["name": .string(set.name), "counters": counters(set.counters)]
    }

    private func device(_ device: SliceDevice) -> JSONValue {
        let name = JSONValue.Member("name", .string(device.name))
        let body = JSONValue.object(known: [
            "attributes": map(device.attributes, \.json),
            "capacity": map(device.capacity, capacity),
            "consumesCounters": device.consumesCounters.isEmpty
                ? nil : .array(device.consumesCounters.map(consumption)),
            "taints": device.taints.isEmpty ? nil : .array(device.taints.map(taint)),
        ])
        // 1.32 demands `basic` even where it is empty.
        if wrapsDeviceBody { return .object([name, JSONValue.Member("basic", body)]) }
        guard case .object(let members) = body else { return .object([name]) }
        return .object([name] + members)
    }

    private func capacity(_ quantity: Quantity) -> JSONValue {
        hasBareCapacities ? .string(quantity.description) : value(quantity)
    }

    private func consumption(_ consumption: CounterConsumption) -> JSONValue {
        ["counterSet": .string(consumption.counterSet), "counters": counters(consumption.counters)]
    }

    private func taint(_ taint: DeviceTaint) -> JSONValue {
        ["key": .string(taint.key), "value": .string(taint.value), "effect": .string(taint.effect.rawValue)]
    }

    private func counters(_ counters: [String: Quantity]) -> JSONValue {
        .object(counters.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, value($0.value)) })
    }

    private func value(_ quantity: Quantity) -> JSONValue { ["value": .string(quantity.description)] }

    /// nil where it is empty.
    private func map<Value>(_ values: NamedValues<Value>, _ form: (Value) -> JSONValue) -> JSONValue? {
        guard !values.isEmpty else { return nil }
        return .object(values.map { JSONValue.Member($0.key.description, form($0.value)) })
    }
}
