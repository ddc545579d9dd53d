import Documents
import Testing

@testable import KubernetesAPI

@Suite("Two specs")
struct ComparisonTests {
    private static func spec(_ device: JSONValue) -> JSONValue { ["driver": "d", "devices": [device]] }

    @Test(
        arguments: [
            (["capacity": ["memory": ["value": "1Gi"]]], ["capacity": ["memory": ["value": "1024Mi"]]]),
            (["capacity": ["memory": "1073741824"]], ["capacity": ["memory": "1Gi"]]),
            (["capacity": ["memory": ["value": 1000]]], ["capacity": ["memory": ["value": "1k"]]]),
            (["attributes": ["a": ["int": 1], "b": ["int": 2]]], ["attributes": ["b": ["int": 2], "a": ["int": 1]]]),
            (["attributes": [:], "taints": [], "allNodes": false, "nodeName": ""], [:]),
            (["basic": ["attributes": ["a": ["int": 1]]]], ["basic": ["attributes": ["a": ["int": 1]]]]),
            (
                ["taints": [["key": "k", "effect": "NoSchedule", "timeAdded": "2026-01-01T00:00:00Z"]]],
                ["taints": [["key": "k", "effect": "NoSchedule"]]]
            ),
            (
                ["taints": [["key": "k", "effect": "NoSchedule", "timeAdded": "2026-01-01T00:00:00Z"]]],
                ["taints": [["key": "k", "effect": "NoSchedule", "timeAdded": "2026-01-01T01:00:00.7+01:00"]]]
            ),
            (["fieldOfTomorrow": "default"], [:]),
            (
                ["consumesCounters": [["counterSet": "s", "counters": ["vfs": ["value": "1000m"]]]]],
                ["consumesCounters": [["counterSet": "s", "counters": ["vfs": ["value": "1"]]]]]
            ),
        ] as [(JSONValue, JSONValue)])
    func `are the same where they mean the same`(stored: JSONValue, desired: JSONValue) {
        let differences = SpecComparison.differences(of: Self.spec(stored), from: Self.spec(desired))
        #expect(differences.isEmpty, "\(differences)")
    }

    @Test(
        arguments: [
            (
                ["capacity": ["memory": ["value": "1G"]]], ["capacity": ["memory": ["value": "1Gi"]]],
                "capacity.memory.value"
            ),
            (["attributes": ["a": ["int": 1]]], ["attributes": ["a": ["string": "1"]]], "attributes.a.string"),
            (["attributes": ["a": ["int": 1], "b": ["int": 1]]], ["attributes": ["a": ["int": 1]]], "attributes.b"),
            (["attributes": ["a": ["string": ""]]], ["attributes": [:]], "attributes"),
            (["attributes": ["a": ["bool": false]]], ["attributes": ["a": ["bool": true]]], "attributes.a.bool"),
            (["attributes": ["m": ["string": "1k"]]], ["attributes": ["m": ["string": "1000"]]], "attributes.m.string"),
            (["taints": [["key": "k", "effect": "NoSchedule"]]], [:], "taints"),
            ([:], ["consumesCounters": [["counterSet": "s"]]], "consumesCounters"),
            (["allNodes": true], [:], "allNodes"),
            (
                ["consumesCounters": [["counterSet": "1k", "counters": [:]]]],
                ["consumesCounters": [["counterSet": "1000", "counters": [:]]]], "consumesCounters[0].counterSet"
            ),
        ] as [(JSONValue, JSONValue, String)])
    func `differ at a path`(stored: JSONValue, desired: JSONValue, path: String) {
        let differences = SpecComparison.differences(of: Self.spec(stored), from: Self.spec(desired))
        #expect(differences.first.map { $0.path.hasPrefix("spec.devices[0].\(path)") } == true, "\(differences)")
    }

    /// A stranger who sets it would keep claims from being prepared.
    @Test func `differ in what Apus never asks for`() {
        let stored: JSONValue = ["driver": "d", "skipNodeOperations": ["*"], "partitionTypeAttribute": "d/type"]
        let differences = SpecComparison.differences(of: stored, from: ["driver": "d"])
        #expect(differences.map(\.path) == ["spec.partitionTypeAttribute", "spec.skipNodeOperations"])
    }

    @Test func `differ where the order of devices does`() {
        let stored: JSONValue = ["devices": [["name": "a"], ["name": "b"]]]
        let desired: JSONValue = ["devices": [["name": "b"], ["name": "a"]]]
        #expect(SpecComparison.differences(of: stored, from: desired).map(\.path) == ["spec.devices"])
    }

    @Test(
        arguments: [
            ("sharedCounters", "DRAPartitionableDevices"), ("consumesCounters", "DRAPartitionableDevices"),
            ("taints", "DRADeviceTaints"), ("bindingConditions", "DRADeviceBindingConditions"),
            ("allowMultipleAllocations", "DRAConsumableCapacity"),
            ("nodeAllocatableResources", "DRANodeAllocatableResources"),
            ("nodeAllocatableResourceMappings", "DRANodeAllocatableResources"),
            ("partitionTypeAttribute", "DRAPartitionableDevicesType"),
            ("skipNodeOperations", "DRAOptionalNodeOperations"),
        ])
    func `tell the gate whose field a server dropped`(field: String, gate: String) {
        #expect(FeatureGate(droppedField: field)?.rawValue == gate)
    }

    @Test func `keep the time of a taint that stays`() {
        let taint: JSONValue = ["key": "k", "value": "v", "effect": "NoExecute"]
        let timed = taint.setting("timeAdded", "2026-01-01T00:00:00Z")
        let other: JSONValue = ["key": "new", "effect": "NoExecute"]
        let kept = SliceSpec.keepingTimes(
            of: SliceSpec.taints(of: ["devices": [["name": "a", "basic": ["taints": [timed]]]]]),
            in: ["devices": [["name": "a", "basic": ["taints": [other, taint]]], ["name": "b", "basic": [:]]]])
        #expect(
            kept == ["devices": [["name": "a", "basic": ["taints": [other, timed]]], ["name": "b", "basic": [:]]]])
    }
}

@Suite("A quantity")
struct QuantityTests {
    @Test(
        arguments: [
            ("1", "1000m"), ("1.5Gi", "1536Mi"), ("1e3", "1k"), ("0.5", "500m"), ("-1Ki", "-1024"), ("0", "0Ei"),
            ("1.0000000000", "1"), ("0.1n", "1n"), ("9223372036854775807", "9223372036854775807n".replacingN),
        ])
    func `has a value whatever it is written as`(left: String, right: String) throws {
        let value = try #require(ExactQuantity(left))
        #expect(value == ExactQuantity(right))
    }

    @Test(arguments: ["", "K", "1K", "1gi", "1 Gi", "+-1", "1e+-3", "1.2.3", "Gi", ".", "1e99"])
    func `is refused otherwise`(text: String) { #expect(ExactQuantity(text) == nil) }
}

extension String {
    /// The same number in billions of billionths, which no server prints.
    fileprivate var replacingN: String { String(dropLast()) + "000000000n" }
}
