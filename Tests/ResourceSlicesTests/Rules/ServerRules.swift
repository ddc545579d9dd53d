import Documents
import ResourceSlices

/// What an API server checks, and what makes a scheduler skip a pool, written down from the API's documentation and
/// sources, apart from the constants of the product.
struct ServerRules {
    let server: Server
    private(set) var violations: [String] = []
    private let names = NameRules()
    private var deviceNames: Set<String> = []
    private var counters: [String: Int64] = [:]

    /// Checks all slices of one pool.
    static func violations(in slices: [JSONValue], on server: Server) -> [String] {
        var rules = ServerRules(server: server)
        for slice in slices { rules.collectCounters(of: slice) }
        for (index, slice) in slices.enumerated() { rules.check(slice, index, of: slices) }
        let names = slices.compactMap { $0.at("metadata.name")?.text }
        rules.demand(Set(names).count == slices.count, "slice names repeat")
        rules.demand(names == names.sorted(), "slices are not in the order of their names")
        return rules.violations
    }

    private init(server: Server) { self.server = server }

    private mutating func demand(_ condition: Bool, _ rule: @autoclosure () -> String) {
        if !condition { violations.append(rule()) }
    }

    private mutating func collectCounters(of slice: JSONValue) {
        for set in slice.at("spec.sharedCounters")?.elements ?? [] {
            let name = set["name"]?.text ?? ""
            demand(name.utf8.count <= 63 && names.isLabel(name), "counter set name \(name)")
            let members = set["counters"]?.members ?? []
            demand((1...32).contains(members.count), "\(name) has \(members.count) counters")
            for member in members {
                let key = "\(name)/\(member.name)"
                demand(counters[key] == nil, "counter \(key) repeats in the pool")
                counters[key] = Int64(member.value["value"]?.text ?? "")
                demand(counters[key] != nil, "counter \(key) is no object with a whole number")
            }
        }
    }

    private mutating func check(_ slice: JSONValue, _ index: Int, of slices: [JSONValue]) {
        demand(slice.members.map(\.name) == ["apiVersion", "kind", "metadata", "spec"], "keys of a slice")
        demand(slice["apiVersion"]?.text == "resource.k8s.io/\(server.apiVersion)", "apiVersion")
        demand(slice["kind"]?.text == "ResourceSlice", "kind")
        let name = slice.at("metadata.name")?.text ?? ""
        demand(names.isSubdomain(name, 253), "metadata.name \(name)")
        demand(
            names.isSliceName(name) && Int(name.prefix(5), radix: 16) == index, "index: \(name)")
        let spec = slice["spec"] ?? .null
        demand(names.isSubdomain(spec["driver"]?.text ?? "", 63), "spec.driver")
        demand(names.isSubdomain(spec["nodeName"]?.text ?? "", 253), "spec.nodeName")
        demand(spec["nodeName"] == slices.first?.at("spec.nodeName"), "nodeName differs")
        demand(spec["pool"] == slices.first?.at("spec.pool"), "pool differs")
        let pool = spec.at("pool.name")?.text ?? ""
        let segments = pool.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        demand(pool.utf8.count <= 253 && segments.allSatisfy { names.isSubdomain($0, 253) }, "pool.name \(pool)")
        demand(spec.at("pool.resourceSliceCount")?.number == Int64(slices.count), "resourceSliceCount")
        demand((spec.at("pool.generation")?.number ?? -1) >= 0, "generation")
        checkLists(of: spec)
    }

    private mutating func checkLists(of spec: JSONValue) {
        let allowed = ["driver", "pool", "nodeName", "sharedCounters", "devices"]
        demand(spec.members.allSatisfy { allowed.contains($0.name) }, "keys of spec")
        let sets = spec["sharedCounters"]?.elements ?? []
        let devices = spec["devices"]?.elements ?? []
        let consumptions = devices.flatMap { body(of: $0)["consumesCounters"]?.elements ?? [] }
        let taints = devices.flatMap { body(of: $0)["taints"]?.elements ?? [] }
        demand(spec["sharedCounters"] == nil || !sets.isEmpty, "empty sharedCounters")
        demand(server.minor >= 33 || sets.isEmpty && consumptions.isEmpty, "counters before 1.33")
        if server.minor >= 35 {
            demand(spec["devices"] == nil || spec["sharedCounters"] == nil, "devices beside sharedCounters")
            demand(sets.count <= 8, "\(sets.count) counter sets")
            demand(devices.count <= (consumptions.isEmpty && taints.isEmpty ? 128 : 64), "\(devices.count) devices")
        } else {
            demand(sets.reduce(0) { $0 + ($1["counters"]?.members.count ?? 0) } <= 32, "more than 32 counters")
            demand(devices.count <= 128, "\(devices.count) devices")
            let consumed = consumptions.reduce(0) { $0 + ($1["counters"]?.members.count ?? 0) }
            demand(consumed <= 1024, "\(consumed) consumed counters")
            let here = Set(sets.compactMap { $0["name"]?.text })
            let used = Set(consumptions.compactMap { $0["counterSet"]?.text })
            demand(used.isSubset(of: here), "counters consumed from another slice")
        }
        for device in devices { check(device) }
    }

    private func body(of device: JSONValue) -> JSONValue {
        wrapsBody ? device["basic"] ?? .null : device
    }

    private var wrapsBody: Bool { server.apiVersion == .v1alpha3 || server.apiVersion == .v1beta1 }

    private mutating func check(_ device: JSONValue) {
        let name = device["name"]?.text ?? ""
        demand(name.utf8.count <= 63 && names.isLabel(name), "device name \(name)")
        let isNew = deviceNames.insert(name).inserted
        demand(isNew, "device name \(name) repeats in the pool")
        demand(!wrapsBody || device.members.map(\.name) == ["name", "basic"], "\(name): not under basic")
        let body = body(of: device)
        let allowed = ["name", "attributes", "capacity"] + (server.minor >= 33 ? ["consumesCounters", "taints"] : [])
        demand(body.members.allSatisfy { allowed.contains($0.name) }, "\(name): unknown key")
        let attributes = body["attributes"]?.members ?? []
        let capacity = body["capacity"]?.members ?? []
        demand(attributes.count + capacity.count <= 32, "\(name): more than 32 attributes and capacities")
        demand(
            Set((attributes + capacity).map(\.name)).count == attributes.count + capacity.count, "\(name): key twice")
        for attribute in attributes { check(attribute, of: name) }
        for member in capacity { checkCapacity(member, of: name) }
        checkConsumption(body["consumesCounters"], of: name)
    }

    private mutating func check(_ attribute: JSONValue.Member, of device: String) {
        let what = "\(device): attribute \(attribute.name)"
        demand(names.isQualifiedName(attribute.name), "\(what): name")
        demand(attribute.value.members.count == 1, "\(what): not exactly one value")
        guard let value = attribute.value.members.first else { return }
        switch (value.name, value.value) {
        case ("int", .integer), ("bool", .bool): break
        case ("string", .string(let text)): demand((1...64).contains(text.utf8.count), "\(what): \(text)")
        case ("version", .string(let text)):
            demand(text.utf8.count <= 64 && names.isSemanticVersion(text), "\(what): \(text)")
            let numbers = text.split(whereSeparator: { "-+".contains($0) })[0].split(separator: ".")
            demand(numbers.allSatisfy { UInt64($0) != nil }, "\(what): more than 64 bits")
        default: violations.append("\(what): \(value)")
        }
    }

    private mutating func checkCapacity(_ member: JSONValue.Member, of device: String) {
        let what = "\(device): capacity \(member.name)"
        demand(names.isQualifiedName(member.name), "\(what): name")
        // A policy for shares would have ranges, and nothing of ours is shared.
        demand(server.apiVersion == .v1alpha3 || member.value.members.map(\.name) == ["value"], "\(what): more")
        let quantity = server.apiVersion == .v1alpha3 ? member.value.text : member.value["value"]?.text
        demand(quantity.map(names.isQuantity) == true, "\(what): \(member.value)")
    }

    private mutating func checkConsumption(_ list: JSONValue?, of device: String) {
        let entries = list?.elements ?? []
        demand(list == nil || !entries.isEmpty, "\(device): empty consumesCounters")
        demand(entries.count <= (server.minor >= 35 ? 2 : 32), "\(device): \(entries.count) counter sets")
        demand(Set(entries.compactMap { $0["counterSet"]?.text }).count == entries.count, "\(device): set twice")
        for entry in entries {
            for member in entry["counters"]?.members ?? [] {
                let key = "\(entry["counterSet"]?.text ?? "")/\(member.name)"
                let taken = Int64(member.value["value"]?.text ?? "") ?? .max
                let there = counters[key] ?? 0
                demand(taken <= there, "\(device): takes \(taken) of \(there) from \(key)")
            }
        }
    }
}
