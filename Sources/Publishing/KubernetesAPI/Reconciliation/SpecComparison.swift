internal import Documents

/// Compares specs by what they mean, leaving `spec.pool` to others.
///
/// Quantities are numbers, an empty list is none, the order of devices counts and that of a map's keys does not. Fields
/// that this program does not know are the server's own: a newer one may give them defaults.
struct SpecComparison {
    private(set) var differences: [SpecDifference] = []
    private var path: [String] = ["spec"]
    private var field = "spec"

    static func differences(of stored: JSONValue, from desired: JSONValue) -> [SpecDifference] {
        var comparison = SpecComparison()
        comparison.compareFields(slice, stored, desired)
        return comparison.differences
    }

    static func isSame(_ stored: JSONValue, _ desired: JSONValue) -> Bool {
        differences(of: stored, from: desired).isEmpty
    }

    private static let slice = [
        "driver", "nodeName", "nodeSelector", "allNodes", "perDeviceNodeSelection", "sharedCounters", "devices",
        "partitionTypeAttribute", "skipNodeOperations",
    ]
    private static let device = [
        "attributes", "capacity", "consumesCounters", "nodeName", "nodeSelector", "allNodes", "taints", "bindsToNode",
        "bindingConditions", "bindingFailureConditions", "allowMultipleAllocations", "nodeAllocatableResources",
        "nodeAllocatableResourceMappings",
    ]

    private mutating func compareFields(_ fields: [String], _ stored: JSONValue, _ desired: JSONValue) {
        for name in fields {
            let outer = field
            field = name
            step(".\(name)") { $0.compareField(stored[name] ?? .null, desired[name] ?? .null) }
            field = outer
        }
    }

    private mutating func compareField(_ stored: JSONValue, _ desired: JSONValue) {
        // What is written alike means the same; most of a pool is.
        guard stored != desired else { return }
        guard !desired.isUnset else { return demand(stored.isUnset, isMissing: false) }
        guard !stored.isUnset else { return demand(false, isMissing: true) }
        switch field {
        case "devices": compareDevices(stored.elements, desired.elements)
        case "taints": compareTaints(stored.elements, desired.elements)
        case "capacity", "sharedCounters", "consumesCounters": compare(stored, desired, areQuantities: true)
        default: compare(stored, desired, areQuantities: false)
        }
    }

    private mutating func compareDevices(_ stored: [JSONValue], _ desired: [JSONValue]) {
        let names = stored.map { $0["name"]?.text }
        guard names == desired.map({ $0["name"]?.text }) else { return demand(false, isMissing: false) }
        for (index, pair) in zip(stored, desired).enumerated() where pair.0 != pair.1 {
            step("[\(index)]") {
                $0.compareFields(Self.device, SliceSpec.body(of: pair.0), SliceSpec.body(of: pair.1))
            }
        }
    }

    private mutating func compareTaints(_ stored: [JSONValue], _ desired: [JSONValue]) {
        guard stored.count == desired.count else {
            return demand(false, isMissing: stored.count < desired.count)
        }
        for (index, (left, right)) in zip(stored, desired).enumerated() {
            let isSame = ["key", "value", "effect"].allSatisfy { (left[$0]?.text ?? "") == (right[$0]?.text ?? "") }
            step("[\(index)]") { $0.demand(isSame && Self.isSameTime(left["timeAdded"], right["timeAdded"])) }
        }
    }

    /// The server stores whole seconds, and fills in what is not sent.
    private static func isSameTime(_ stored: JSONValue?, _ desired: JSONValue?) -> Bool {
        guard let desired = desired?.text else { return true }
        guard let stored = stored?.text else { return false }
        guard let left = KubernetesTime(stored), let right = KubernetesTime(desired) else { return stored == desired }
        return abs(left.seconds - right.seconds) <= 1
    }

    private mutating func compare(_ stored: JSONValue, _ desired: JSONValue, areQuantities: Bool) {
        switch (stored, desired) {
        case (.object, .object):
            let names = desired.members.map(\.name)
            for name in names + stored.members.map(\.name).filter({ desired[$0] == nil }) {
                // A quantity is the text itself in v1alpha3 and a member `value` elsewhere; names are no quantities.
                step(".\(name)") {
                    $0.compare(
                        stored[name] ?? .null, desired[name] ?? .null,
                        areQuantities: areQuantities && name != "name" && name != "counterSet")
                }
            }
        case (.array(let left), .array(let right)):
            guard left.count == right.count else { return demand(false, isMissing: left.count < right.count) }
            for (index, pair) in zip(left, right).enumerated() {
                step("[\(index)]") { $0.compare(pair.0, pair.1, areQuantities: areQuantities) }
            }
        case (.null, .null): break
        case (_, .null): demand(stored.isUnset && isOptional, isMissing: false)
        case (.null, _): demand(desired.isUnset && isOptional, isMissing: true)
        default: demand(stored == desired || (areQuantities && Self.isSameQuantity(stored, desired)))
        }
    }

    /// In a map of attributes the empty text and `false` are values like others.
    private var isOptional: Bool { field != "attributes" }

    private static func isSameQuantity(_ stored: JSONValue, _ desired: JSONValue) -> Bool {
        guard let left = quantity(stored), let right = quantity(desired) else { return false }
        return left == right
    }

    private static func quantity(_ value: JSONValue) -> ExactQuantity? {
        switch value {
        case .integer(let number): ExactQuantity(String(number))
        case .string(let text): ExactQuantity(text)
        default: nil
        }
    }

    private mutating func demand(_ condition: Bool, isMissing: Bool = false) {
        guard !condition else { return }
        differences.append(SpecDifference(path: path.joined(), field: field, isMissing: isMissing))
    }

    private mutating func step(_ name: String, _ body: (inout SpecComparison) -> Void) {
        path.append(name)
        body(&self)
        path.removeLast()
    }
}

/// A field in which a stored slice is not as it shall be.
struct SpecDifference: Hashable, CustomStringConvertible {
    /// `spec.devices[0].attributes.model`.
    let path: String
    /// The API's field in which it lies: `attributes`.
    let field: String
    /// Whether the server has nothing where something shall be.
    let isMissing: Bool

    var description: String { path }
}
