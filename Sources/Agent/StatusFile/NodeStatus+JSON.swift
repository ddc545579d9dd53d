internal import Delivery
package import Documents

/// The status as its file has it, and `apus status -o json`; docs/status.schema.json describes it.
extension NodeStatus {
    private static let apiVersion = "apus.dev/v1"
    private static let kind = "Status"

    package var json: JSONValue {
        .object(known: [
            "apiVersion": .string(Self.apiVersion), "kind": .string(Self.kind), "apusVersion": .string(version),
            "process": process?.json, "started": started.json, "ready": .bool(unreadiness == nil),
            "notReadyBecause": unreadiness.map { .string($0) }, "lastNews": lastNews?.json,
            "devices": .array(devices.map(\.json)), "omissions": .integer(Int64(omissions)),
            "cdiFiles": .array(cdiFiles.map(\.json)), "problems": .array(problems.map(\.json)),
            "sinks": .array(sinks.map(\.json)), "kubelet": kubelet?.json, "claims": .array(claims.map(\.json)),
            "changes": .array(changes.map(\.json)),
        ])
    }

    /// Reads what `json` gives; nil for anything else.
    package init?(json: JSONValue) {
        guard json["apiVersion"]?.text == Self.apiVersion, json["kind"]?.text == Self.kind,
            let version = json["apusVersion"]?.text, let started = Timestamp(json: json["started"])
        else { return nil }
        self.init(version: version, process: json["process"].flatMap { AgentProcess(json: $0) }, started: started)
        unreadiness = json["notReadyBecause"]?.text
        lastNews = Timestamp(json: json["lastNews"])
        omissions = json["omissions"]?.number.flatMap { Int(exactly: $0) } ?? 0
        kubelet = json["kubelet"].flatMap { Kubelet(json: $0) }
        do throws(UnknownElement) {
            devices = try all(json["devices"], Device.init(json:))
            cdiFiles = try all(json["cdiFiles"], CDIFile.init(json:))
            problems = try all(json["problems"], Problem.init(json:))
            sinks = try all(json["sinks"], Sink.init(json:))
            claims = try all(json["claims"], Claim.init(json:))
            changes = try all(json["changes"], Change.init(json:))
        } catch {
            return nil
        }
    }
}

private struct UnknownElement: Error {}

private func all<Element>(
    _ array: JSONValue?, _ read: (JSONValue) -> Element?
) throws(UnknownElement) -> [Element] {
    var elements: [Element] = []
    for json in array?.elements ?? [] {
        guard let element = read(json) else { throw UnknownElement() }
        elements.append(element)
    }
    return elements
}

private func count(_ json: JSONValue?) -> Int? { json?.number.flatMap { Int(exactly: $0) } }

extension Timestamp {
    fileprivate var json: JSONValue { .string(description) }

    fileprivate init?(json: JSONValue?) {
        guard let text = json?.text, let time = Timestamp(text) else { return nil }
        self = time
    }
}

extension AgentProcess {
    fileprivate var json: JSONValue {
        .object(known: [
            "id": .integer(Int64(id)), "startTicks": .integer(Int64(startTicks)), "bootID": .string(bootID),
            "pidNamespace": pidNamespace.map { .string($0) },
        ])
    }

    fileprivate init?(json: JSONValue) {
        guard let id = count(json["id"]), let ticks = count(json["startTicks"]), let boot = json["bootID"]?.text
        else { return nil }
        self.init(id: id, startTicks: ticks, bootID: boot, pidNamespace: json["pidNamespace"]?.text)
    }
}

extension NodeStatus.Device {
    fileprivate var json: JSONValue {
        .object(known: [
            "name": .string(name), "address": .string(address), "state": .string(state),
            "reason": reason.map { .string($0) }, "offered": .bool(isOffered),
        ])
    }

    fileprivate init?(json: JSONValue) {
        guard let name = json["name"]?.text, let address = json["address"]?.text, let state = json["state"]?.text,
            case .bool(let isOffered)? = json["offered"]
        else { return nil }
        self.init(name: name, address: address, state: state, reason: json["reason"]?.text, isOffered: isOffered)
    }
}

extension NodeStatus.CDIFile {
    fileprivate var json: JSONValue {
        .object(known: ["path": .string(path), "devices": devices.map { .integer(Int64($0)) }])
    }

    fileprivate init?(json: JSONValue) {
        guard let path = json["path"]?.text else { return nil }
        self.init(path: path, devices: count(json["devices"]))
    }
}

extension NodeStatus.Problem {
    fileprivate var json: JSONValue { ["name": .string(name), "reason": .string(reason)] }

    fileprivate init?(json: JSONValue) {
        guard let name = json["name"]?.text, let reason = json["reason"]?.text else { return nil }
        self.init(name: name, reason: reason)
    }
}

extension NodeStatus.Sink {
    fileprivate var json: JSONValue {
        .object(known: [
            "name": .string(name), "state": .string(state), "reason": reason.map { .string($0) },
            "lastSuccess": lastSuccess?.json, "lastFailure": lastFailure?.json, "cluster": cluster?.json,
        ])
    }

    fileprivate init?(json: JSONValue) {
        guard let name = json["name"]?.text, let state = json["state"]?.text else { return nil }
        self.init(
            name: name, state: state, reason: json["reason"]?.text, lastSuccess: Timestamp(json: json["lastSuccess"]),
            lastFailure: Timestamp(json: json["lastFailure"]),
            cluster: json["cluster"].flatMap { ClusterFacts(json: $0) })
    }
}

extension ClusterFacts {
    fileprivate var json: JSONValue {
        .object(known: [
            "server": .string(server), "release": release.map { .string($0) }, "apiVersion": .string(apiVersion),
            "missingGates": .array(missingGates.map { .string($0) }),
            "pool": pool.map { pool in
                [
                    "name": .string(pool.name), "generation": .integer(pool.generation),
                    "slices": .integer(Int64(pool.slices)), "devices": .integer(Int64(pool.devices)),
                ]
            },
        ])
    }

    fileprivate init?(json: JSONValue) {
        guard let server = json["server"]?.text, let apiVersion = json["apiVersion"]?.text else { return nil }
        self.init(
            server: server, release: json["release"]?.text, apiVersion: apiVersion,
            missingGates: json["missingGates"]?.elements.compactMap(\.text) ?? [])
        guard let pool = json["pool"], let name = pool["name"]?.text, let generation = pool["generation"]?.number,
            let slices = count(pool["slices"]), let devices = count(pool["devices"])
        else { return }
        self.pool = Pool(name: name, generation: generation, slices: slices, devices: devices)
    }
}

extension NodeStatus.Kubelet {
    fileprivate var json: JSONValue {
        .object(known: [
            "state": .string(state.rawValue), "reason": reason.map { .string($0) },
            "socket": socket.map { .string($0) },
        ])
    }

    fileprivate init?(json: JSONValue) {
        guard let state = json["state"]?.text.flatMap(State.init(rawValue:)) else { return nil }
        self.init(state, reason: json["reason"]?.text, socket: json["socket"]?.text)
    }
}

extension NodeStatus.Claim {
    fileprivate var json: JSONValue {
        [
            "namespace": .string(namespace), "name": .string(name), "uid": .string(uid),
            "devices": .array(devices.map { .string($0) }),
        ]
    }

    fileprivate init?(json: JSONValue) {
        guard let namespace = json["namespace"]?.text, let name = json["name"]?.text, let uid = json["uid"]?.text
        else { return nil }
        self.init(
            namespace: namespace, name: name, uid: uid, devices: json["devices"]?.elements.compactMap(\.text) ?? [])
    }
}

extension NodeStatus.Change {
    fileprivate var json: JSONValue { ["time": time.json, "text": .string(text)] }

    fileprivate init?(json: JSONValue) {
        guard let time = Timestamp(json: json["time"]), let text = json["text"]?.text else { return nil }
        self.init(time: time, text: text)
    }
}
