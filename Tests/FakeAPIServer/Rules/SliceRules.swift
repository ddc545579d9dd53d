internal import Documents

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
        // Before 1.35 the counters of all sets were counted, and not the sets.
        let counters = sets.reduce(0) { $0 + ($1["counters"]?.members.count ?? 0) }
        demand(minor >= 35 ? sets.count <= 8 : counters <= 32, "spec.sharedCounters")
        demand(sets.allSatisfy { (1...32).contains($0["counters"]?.members.count ?? 0) }, "spec.sharedCounters")
        demand(Set(sets.map { $0["name"]?.text ?? "" }).count == sets.count, "spec.sharedCounters")
    }

    private mutating func check(_ device: JSONValue, _ path: String, _ sets: [JSONValue]) {
        demand(isLabel(device["name"]?.text ?? "") && (device["name"]?.text ?? "").utf8.count <= 63, "\(path).name")
        // Those need perDeviceNodeSelection, which nobody asks for here.
        for field in ["nodeName", "nodeSelector", "allNodes"] { demand(device[field] == nil, "\(path).\(field)") }
        checkTaints(device["taints"]?.elements ?? [], path)
        checkConsumption(device["consumesCounters"]?.elements ?? [], path)
        let attributes = device["attributes"]?.members ?? []
        let capacity = device["capacity"]?.members ?? []
        demand(attributes.count + capacity.count <= 32, path)
        for member in attributes + capacity { demand(isQualified(member.name), "\(path).attributes[\(member.name)]") }
        for attribute in attributes {
            demand(isAttribute(attribute.value), "\(path).attributes[\(attribute.name)]")
        }
        for member in capacity {
            demand(
                isQuantity(member.value["value"]?.text ?? ""), "\(path).capacity[\(member.name)]")
        }
        guard minor < 35 else { return }
        let known = Set(sets.compactMap { $0["name"]?.text })
        let used = device["consumesCounters"]?.elements.compactMap { $0["counterSet"]?.text } ?? []
        demand(known.isSuperset(of: used), "\(path).consumesCounters")
    }

    private mutating func checkTaints(_ taints: [JSONValue], _ path: String) {
        demand(taints.count <= (minor >= 35 ? 16 : 4), "\(path).taints")
        let effects = ["NoSchedule", "NoExecute"] + (minor >= 35 ? ["None"] : [])
        demand(taints.allSatisfy { effects.contains($0["effect"]?.text ?? "") }, "\(path).taints.effect")
        demand(taints.allSatisfy { $0["key"]?.text?.isEmpty == false }, "\(path).taints.key")
    }

    private mutating func checkConsumption(_ consumption: [JSONValue], _ path: String) {
        let sets = consumption.map { $0["counterSet"]?.text ?? "" }
        let counters = consumption.map { $0["counters"]?.members.count ?? 0 }
        demand(Set(sets).count == sets.count && sets.allSatisfy(isLabel), "\(path).consumesCounters")
        demand(counters.allSatisfy { (1...32).contains($0) }, "\(path).consumesCounters.counters")
        demand(minor >= 35 ? sets.count <= 2 : counters.reduce(0, +) <= 32, "\(path).consumesCounters")
    }

    private func isAttribute(_ value: JSONValue) -> Bool {
        guard value.members.count == 1, let member = value.members.first else { return false }
        return switch (member.name, member.value) {
        case ("int", .integer), ("bool", .bool): true
        case ("string", .string(let text)): text.utf8.count <= 64
        case ("version", .string(let text)):
            text.utf8.count <= 64 && isSemanticVersion(text)
        default: false
        }
    }

    /// An identifier of C, with a domain before it or without.
    private func isQualified(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let identifier = parts.last, parts.count <= 2, (1...32).contains(identifier.utf8.count) else {
            return false
        }
        let isWord = identifier.utf8.enumerated().allSatisfy { index, byte in
            byte == UInt8(ascii: "_") || (0x61...0x7a).contains(byte | 0x20)
                || (index > 0 && (0x30...0x39).contains(byte))
        }
        return isWord && (parts.count == 1 || isSubdomain(parts[0], 63))
    }

    /// Three numbers without leading zeros; what may follow is not looked at closely.
    private func isSemanticVersion(_ text: String) -> Bool {
        let core = text.prefix { $0 != "-" && $0 != "+" }
        let numbers = core.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 3
            && numbers.allSatisfy { number in
                !number.isEmpty && number.utf8.allSatisfy { (0x30...0x39).contains($0) }
                    && (number == "0" || number.first != "0")
            }
    }

    private static let suffixes = [
        "n", "u", "m", "", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei",
    ]

    private func isQuantity(_ text: String) -> Bool {
        let number = text.drop { $0 == "+" || $0 == "-" }.prefix { $0.isNumber || $0 == "." }
        return text.count - number.count <= 3 && number.contains(where: \.isNumber)
            && number.filter { $0 == "." }.count <= 1
            && Self.suffixes.contains(String(text.reversed().prefix { $0.isLetter }.reversed()))
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
