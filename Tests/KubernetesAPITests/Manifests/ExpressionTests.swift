import TestSupport
import Testing

/// The evaluator is others' work, so it finds what these expressions get wrong before a cluster does.
@Suite(
    "The expressions of the manifests", .timeLimit(.minutes(2)),
    .enabled("install it with scripts/evaluate-cel --prepare", Evaluator.isInstalled))
struct ExpressionTests {
    private static let hosts = [
        "amd-mi300x-cpx", "broken", "gaudi2", "intel-arc-a770", "intel-flex-170-vfs", "intel-xe-vfs-vfio",
        "nvidia-a100-mig", "nvidia-a2-vgpu", "vfio-passthrough",
    ].map { Repository.path("Tests/Golden/slices/hosts/\($0).yaml") }

    private static let manifests =
        [
            "device-classes", "examples/one-gpu", "examples/one-vf", "examples/two-gpus-on-one-root",
            "examples/vf-or-gpu",
        ]
        .map { Repository.path("kubernetes/\($0).yaml") } + [Repository.path("kubernetes/examples/all-gpus.yaml")]

    /// Each device is tried without each of its attributes too, and as another driver's.
    @Test func `choose the right devices of each machine, and fail on none, whatever it lacks`() async throws {
        let outcome = try #require(
            await Evaluator.program.run(["devices"] + Self.hosts + ["--manifests"] + Self.manifests))
        #expect(outcome.status == 0, "\(outcome.output)")
        expectGolden(outcome.output, "cel/devices.txt")
    }

    @Test func `of the page about attributes are as careful, and each chooses something`() async throws {
        let page = try #require(text(of: Repository.path("docs/attributes.md")))
        let blocks = page.matches(of: #/```cel\n((?:.|\n)*?)```/#).map { $0.output.1 }
        try #require(blocks.count == 2)
        let classes = blocks.enumerated().map { index, block in
            """
            apiVersion: resource.k8s.io/v1
            kind: DeviceClass
            metadata: {name: page-\(index)}
            spec:
              selectors:
                - cel:
                    expression: |
                      \(block.replacing("\n", with: "\n                      "))
            """
        }
        let directory = try TemporaryDirectory()
        let manifest = try directory.put(classes.joined(separator: "\n---\n"), at: "page.yaml")
        let outcome = try #require(await Evaluator.program.run(["devices"] + Self.hosts + ["--manifests", manifest]))
        #expect(outcome.status == 0, "\(outcome.output)")
        for index in blocks.indices {
            #expect(outcome.output.contains("page-\(index)\n") || outcome.output.contains("page-\(index),"))
        }
    }

    @Test(
        arguments: [
            "device.attributes[\"gpu.apus.dev\"].type == \"gpu\"",
            """
            device.driver == \"gpu.apus.dev\" && \"driverVersion\" in device.attributes[\"gpu.apus.dev\"] && \
            device.attributes[\"gpu.apus.dev\"].driverVersion.isLessThan(semver(\"1.0.0\"))
            """,
            "device.driver == \"gpu.apus.dev\" && device.attributes[\"gpu.apus.dev\"].vfIndex < 3",
            "device.capacity[\"gpu.apus.dev\"].memory.isGreaterThan(quantity(\"1Gi\"))",
        ])
    func `would be found out if they asked for what may be missing`(expression: String) async throws {
        let directory = try TemporaryDirectory()
        let manifest = try directory.put(
            """
            apiVersion: resource.k8s.io/v1
            kind: DeviceClass
            metadata: {name: careless}
            spec:
              selectors:
                - cel:
                    expression: \(expression)
            """, at: "careless.yaml")
        let outcome = try #require(
            await Evaluator.program.run(["devices"] + Self.hosts + ["--manifests", manifest]))
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("careless FAILS"))
    }

    private static let token = "extra: {authentication.kubernetes.io/node-name: [node1]}"
    private static let other = "extra: {authentication.kubernetes.io/node-name: [node2]}"
    private static let own = slice("{name: node1}")

    private static func slice(_ pool: String, node: String = "nodeName: node1") -> String {
        "{spec: {driver: gpu.apus.dev, \(node), pool: \(pool)}}"
    }

    private static func otherNode(_ node: String) -> String {
        "the agent on node \(node) may not write slices of another node"
    }

    private static func otherPool(_ node: String) -> String { otherNode(node) + "'s pool" }

    @Test(
        arguments: [
            (operation: "CREATE", user: token, objects: "object: \(own)", answer: "admitted"),
            ("UPDATE", token, "object: \(own), oldObject: \(own)", "admitted"),
            ("DELETE", token, "oldObject: \(own)", "admitted"),
            ("CREATE", other, "object: \(own)", "denied: \(otherNode("node2")); \(otherPool("node2"))"),
            ("UPDATE", other, "object: \(own)", "denied: \(otherNode("node2")); \(otherPool("node2"))"),
            ("DELETE", other, "oldObject: \(own)", "denied: \(otherNode("node2"))"),
            (
                "CREATE", token, "object: \(slice("{name: node1}", node: "allNodes: true"))",
                "denied: \(otherNode("node1"))"
            ),
            (
                "CREATE", token, "object: {spec: {driver: gpu.example.com, nodeName: node1, pool: {name: node1}}}",
                "denied: The agent may write slices of the driver gpu.apus.dev only."
            ),
            ("CREATE", token, "object: \(slice("{name: node1/gpu.apus.dev}"))", "admitted"),
            ("UPDATE", token, "object: \(slice("{name: node1/a/b}"))", "admitted"),
            ("CREATE", token, "object: \(slice("{name: node2, generation: 99}"))", "denied: \(otherPool("node1"))"),
            ("UPDATE", token, "object: \(slice("{name: node2}")), oldObject: \(own)", "denied: \(otherPool("node1"))"),
            ("CREATE", token, "object: \(slice("{name: node10}"))", "denied: \(otherPool("node1"))"),
            ("CREATE", token, "object: \(slice("{name: node2/node1}"))", "denied: \(otherPool("node1"))"),
            ("DELETE", token, "oldObject: \(slice("{name: node2, generation: 99}"))", "admitted"),
            ("CREATE", "groups: []", "object: \(own)", noNode),
            ("DELETE", "extra: {}", "oldObject: \(own)", "denied: \(unbound); \(otherNode(""))"),
            ("CREATE", "extra: {authentication.kubernetes.io/node-name: []}", "object: \(own)", noNode),
            ("CREATE", "extra: {other: [node1]}", "object: \(own)", noNode),
        ])
    func `fence an agent in to its own node`(operation: String, user: String, objects: String, answer: String)
        async throws
    {
        let request = """
            operation: \(operation)
            userInfo: {username: "system:serviceaccount:apus:apusd", \(user)}
            \(objects.replacing(", oldObject:", with: "\noldObject:"))
            """
        #expect(try await Self.answer(to: request) == answer)
    }

    private static let unbound = "The token is not bound to a pod on a node."
    private static let noNode = "denied: \(unbound); \(otherNode("")); \(otherPool(""))"

    @Test func `leave all others alone`() async throws {
        for user in ["system:node:node2", "system:serviceaccount:other:apusd"] {
            let request = "{operation: CREATE, userInfo: {username: \"\(user)\"}, object: \(Self.own)}"
            #expect(try await Self.answer(to: request) == "not looked at")
        }
    }

    private static func answer(to request: String) async throws -> String {
        let directory = try TemporaryDirectory()
        let file = try directory.put(request, at: "request.yaml")
        let outcome = try #require(
            await Evaluator.program.run(["admission", Repository.path("kubernetes/admission-policy.yaml"), file]))
        #expect(outcome.status == 0, "\(outcome.output)")
        return String(outcome.output.prefix { $0 != "\n" })
    }
}

private enum Evaluator {
    /// The schemas share the directory, so it is marked.
    static func isInstalled() async -> Bool {
        let isMarked = await Program("/bin/sh").run(["-c", "ls \(Repository.path(".build/venv"))/evaluate-cel.*"])
        return isMarked?.status == 0 && Program(Repository.path(".build/venv/bin/python3")).isExecutable
    }

    static let program = Program(Repository.path("scripts/evaluate-cel"))
}
