import Documents
import ResourceSlices

@testable import KubernetesAPI

/// What an API server refuses with status 422, written down from the API's documentation.
struct SliceRules {
    let minor: Int
    private(set) var violations: [String] = []

    /// The fields at fault. The object is in the form of v1.
    static func violations(in object: JSONValue, replacing old: JSONValue?, minor: Int) -> [String] {
        var rules = SliceRules(minor: minor)
        rules.check(object["spec"] ?? [:])
        rules.checkOwners(object["metadata"]?["ownerReferences"]?.elements ?? [])
        if let old = old?["spec"], let new = object["spec"] {
            for field in ["driver", "nodeName"] { rules.demand(old[field] == new[field], "spec.\(field)") }
            rules.demand(old["pool"]?["name"] == new["pool"]?["name"], "spec.pool.name")
        }
        return rules.violations
    }

    private init(minor: Int) { self.minor = minor }

    private mutating func demand(_ condition: Bool, _ field: String) {
        if !condition { violations.append(field) }
    }

    private mutating func checkOwners(_ owners: [JSONValue]) {
        demand(owners.filter { $0["controller"] == true }.count <= 1, "metadata.ownerReferences")
        demand(
            owners.allSatisfy { owner in
                ["apiVersion", "kind", "name", "uid"].allSatisfy { owner[$0]?.text?.isEmpty == false }
            }, "metadata.ownerReferences")
    }

    private mutating func check(_ spec: JSONValue) {
        demand(isSubdomain(spec["driver"]?.text, 63), "spec.driver")
        let pool = spec["pool"]?["name"]?.text ?? ""
        demand(
            pool.utf8.count <= 253
                && pool.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
                    isSubdomain(String($0), 253)
                }, "spec.pool.name")
        demand((spec["pool"]?["generation"]?.number ?? -1) >= 0, "spec.pool.generation")
        demand((spec["pool"]?["resourceSliceCount"]?.number ?? 0) >= 1, "spec.pool.resourceSliceCount")
        let selections = ["nodeName", "nodeSelector", "allNodes", "perDeviceNodeSelection"]
        demand(selections.filter { spec[$0] != nil }.count == 1, "spec")
        demand(spec["nodeName"] == nil || isSubdomain(spec["nodeName"]?.text, 253), "spec.nodeName")
        let devices = spec["devices"]?.elements ?? []
        let sets = spec["sharedCounters"]?.elements ?? []
        checkLists(spec, devices, sets)
        demand(Set(devices.map { $0["name"]?.text ?? "" }).count == devices.count, "spec.devices")
        for (index, device) in devices.enumerated() { check(device, "spec.devices[\(index)]", sets) }
    }

    private mutating func checkLists(_ spec: JSONValue, _ devices: [JSONValue], _ sets: [JSONValue]) {
        let isConsuming = devices.contains { $0["consumesCounters"] != nil || $0["taints"] != nil }
        demand(devices.count <= (minor >= 35 && isConsuming ? 64 : 128), "spec.devices")
        demand(minor < 35 || spec["devices"] == nil || spec["sharedCounters"] == nil, "spec")
        demand(sets.count <= (minor >= 35 ? 8 : 32), "spec.sharedCounters")
        demand(sets.allSatisfy { (1...32).contains($0["counters"]?.members.count ?? 0) }, "spec.sharedCounters")
        demand(Set(sets.map { $0["name"]?.text ?? "" }).count == sets.count, "spec.sharedCounters")
    }

    private mutating func check(_ device: JSONValue, _ path: String, _ sets: [JSONValue]) {
        demand(isLabel(device["name"]?.text ?? "") && (device["name"]?.text ?? "").utf8.count <= 63, "\(path).name")
        let attributes = device["attributes"]?.members ?? []
        let capacity = device["capacity"]?.members ?? []
        demand(attributes.count + capacity.count <= 32, path)
        for attribute in attributes {
            demand(isAttribute(attribute.value), "\(path).attributes[\(attribute.name)]")
        }
        for member in capacity {
            demand(
                member.value["value"]?.text.flatMap { ExactQuantity($0) } != nil, "\(path).capacity[\(member.name)]")
        }
        guard minor < 35 else { return }
        let known = Set(sets.compactMap { $0["name"]?.text })
        let used = device["consumesCounters"]?.elements.compactMap { $0["counterSet"]?.text } ?? []
        demand(known.isSuperset(of: used), "\(path).consumesCounters")
    }

    private func isAttribute(_ value: JSONValue) -> Bool {
        guard value.members.count == 1, let member = value.members.first else { return false }
        return switch (member.name, member.value) {
        case ("int", .integer), ("bool", .bool): true
        case ("string", .string(let text)): text.utf8.count <= 64
        case ("version", .string(let text)):
            text.utf8.count <= 64 && text.split(separator: "-")[0].split(separator: ".").count == 3
        default: false
        }
    }

    private func isSubdomain(_ text: String?, _ longest: Int) -> Bool {
        guard let text, text.utf8.count <= longest else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isLabel(String($0)) }
    }

    private func isLabel(_ text: String) -> Bool {
        let isInner = { (byte: UInt8) in
            (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2d
        }
        return text.utf8.allSatisfy(isInner) && text.utf8.first != 0x2d && text.utf8.last != 0x2d && !text.isEmpty
    }
}
