package import Documents

extension CDISpec {
    /// What a spec file holds.
    package var fileText: String { document.jsonText }

    /// The same, for files.
    package var fileBytes: [UInt8] { document.jsonBytes }

    package var json: JSONValue { document.value }
}

/// Empty parts are left out and nothing is ever null: runtimes take neither for absence.
extension CDISpec {
    private var document: LongDocument {
        LongDocument(known: [
            "cdiVersion": .value(.string(version.description)), "kind": .value(.string(kind.description)),
            "annotations": Self.object(annotations).map { .value($0) }, "devices": .elements(deviceList),
            "containerEdits": edits.isEmpty ? nil : .value(edits.json),
        ])
    }

    /// The names of one device follow one another and have the same edits, whose tree is made once.
    private var deviceList: some Sequence<JSONValue> {
        var last: (edits: ContainerEdits, json: JSONValue)?
        return devices.lazy.map { device in
            let edits = last.flatMap { $0.edits == device.edits ? $0.json : nil } ?? device.edits.json
            last = (device.edits, edits)
            return device.json(edits)
        }
    }

    /// By key, so the text is stable.
    fileprivate static func object(_ annotations: [String: String]) -> JSONValue? {
        annotations.isEmpty
            ? nil
            : .object(annotations.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) })
    }
}

extension CDISpec.Device {
    fileprivate func json(_ edits: JSONValue) -> JSONValue {
        .object(known: [
            "name": .string(name), "annotations": CDISpec.object(annotations), "containerEdits": edits,
        ])
    }
}

extension ContainerEdits {
    package var json: JSONValue {
        .object(known: [
            "env": .strings(env), "deviceNodes": .list(deviceNodes.map(\.json)),
            "netDevices": .list(netDevices.map(\.json)), "mounts": .list(mounts.map(\.json)),
            "hooks": .list(hooks.map(\.json)), "intelRdt": intelRdt?.json,
            "additionalGids": .list(additionalGids.map { .integer(Int64($0)) }),
        ])
    }
}

extension ContainerEdits.DeviceNode {
    fileprivate var json: JSONValue {
        .object(known: [
            "path": .string(path), "hostPath": hostPath.map(JSONValue.string),
            "type": type.map { .string($0.rawValue) }, "major": major.map(JSONValue.integer),
            "minor": minor.map(JSONValue.integer), "fileMode": fileMode.map { .integer(Int64($0)) },
            "permissions": permissions.map(JSONValue.string), "uid": uid.map { .integer(Int64($0)) },
            "gid": gid.map { .integer(Int64($0)) },
        ])
    }
}

extension ContainerEdits.NetDevice {
    fileprivate var json: JSONValue { ["hostInterfaceName": .string(hostInterfaceName), "name": .string(name)] }
}

extension ContainerEdits.Mount {
    fileprivate var json: JSONValue {
        .object(known: [
            "hostPath": .string(hostPath), "containerPath": .string(containerPath), "type": type.map(JSONValue.string),
            "options": .strings(options),
        ])
    }
}

extension ContainerEdits.Hook {
    fileprivate var json: JSONValue {
        .object(known: [
            "hookName": .string(point.rawValue), "path": .string(path), "args": .strings(args), "env": .strings(env),
            "timeout": timeout.map(JSONValue.integer),
        ])
    }
}

extension ContainerEdits.IntelRdt {
    fileprivate var json: JSONValue {
        .object(known: [
            "closID": closID.map(JSONValue.string), "l3CacheSchema": l3CacheSchema.map(JSONValue.string),
            "memBwSchema": memBwSchema.map(JSONValue.string),
            "schemata": schemata.map { .array($0.map(JSONValue.string)) },
            "enableMonitoring": enableMonitoring ? true : nil,
        ])
    }
}

extension JSONValue {
    fileprivate static func list(_ elements: [JSONValue]) -> JSONValue? { elements.isEmpty ? nil : .array(elements) }

    fileprivate static func strings(_ strings: [String]) -> JSONValue? { list(strings.map(JSONValue.string)) }
}
