import TestSupport
import Testing

@Suite("The slices of a machine") struct SlicesTests {
    @Test(arguments: ["v1", "v1beta2", "v1beta1", "v1alpha3"])
    func `are written in each API version`(version: String) async throws {
        let text = try await Apus.document(["slices", "--api-version", version], host: RecordedMachine.arc.path)
        #expect(text.hasPrefix("apiVersion: resource.k8s.io/\(version)\nkind: ResourceSlice\n"))
        // Before v1beta2 a device's content stands below `basic`.
        #expect(text.contains("    basic:\n") == ["v1beta1", "v1alpha3"].contains(version))
        expectGolden(text.withoutNameAttributes, "slices/hosts/intel-arc-a770-\(version).yaml")
    }

    @Test(arguments: [
        ("1.31", "v1alpha3"), ("1.32", "v1beta1"), ("1.33", "v1beta2"), ("1.34", "v1"), ("v1.36.1", "v1"),
        ("1.37", "v1"),
    ])
    func `are in the best version that a server has`(kubernetes: String, version: String) async throws {
        let text = try await Apus.document(
            ["slices", "--kubernetes-version", kubernetes], host: RecordedMachine.arc.path)
        #expect(text.hasPrefix("apiVersion: resource.k8s.io/\(version)\n"))
    }

    @Test func `keep the newest rules that are known for a newer server, which is said`() async throws {
        let known = try await Apus.run(["slices", "--kubernetes-version", "1.37"], host: RecordedMachine.arc.path)
        let newer = try await Apus.run(["slices", "--kubernetes-version", "1.99"], host: RecordedMachine.arc.path)
        #expect(newer.output == known.output)
        #expect(
            newer.errors.hasPrefix("Kubernetes 1.99 is newer than 1.37, the newest release whose rules are known here;")
        )
        #expect(!known.errors.contains("newer"))
    }

    @Test func `of the article's card are as the article has them`() async throws {
        let text = try await Apus.document(
            ["slices", "--api-version", "v1alpha3", "--node-name", "n"], host: RecordedMachine.arc.path)
        for part in [
            "  - name: \"0000-03-00-0-0x56a0\"\n    basic:\n", "family:\n          string: Arc\n",
            "model:\n          string: A770\n", "        memory: 16288Mi\n", "        millicores: 1k\n",
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test func `as JSON are one list`() async throws {
        let text = try await Apus.document(["slices", "-o", "json"], host: RecordedMachine.arc.path)
        #expect(text.hasPrefix("{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"List\",\n  \"items\": ["))
    }

    @Test func `bear the pool's generation`() async throws {
        let text = try await Apus.document(["slices", "--generation", "42"], host: RecordedMachine.arc.path)
        #expect(text.contains("    generation: 42\n"))
    }

    @Test func `name the node as the daemon does`() async throws {
        let files = try TemporaryDirectory()
        let named = try files.put("nodeName: from-file\n", at: "named.yaml")
        let cluster = try files.put("sinks: [{type: kubernetes}]\n", at: "cluster.yaml")
        let rows =
            [
                ("/dev/null", "NODE_NAME=from-env", [], "nodeName: from-env\n"),
                (named, "NODE_NAME=from-env", [], "nodeName: from-file\n"),
                (named, "NODE_NAME=from-env", ["--node-name", "given"], "nodeName: given\n"),
                (cluster, "NODE_NAME=from-env", [], "nodeName: from-env\n"),
                (cluster, "NODE_NAME=", [], "apusd asks the kubeconfig for its name"),
                (
                    "/dev/null", "NODE_NAME=No_Node", [],
                    "\"No_Node\" from the environment variable NODE_NAME is no name"
                ),
            ] as [(String, String, [String], String)]
        for (config, variable, arguments, words) in rows {
            let command = [
                variable, Apus.program.path, "slices", "--host", RecordedMachine.arc.path, "--config", config,
            ]
            let outcome = try #require(await Program("/usr/bin/env").run(command + arguments))
            #expect(outcome.output.contains(words), "\(outcome.output)")
        }
    }

    @Test func `are one empty pool where the machine has no accelerator`() async throws {
        let files = try TemporaryDirectory()
        let host = try files.put("P: /devices/pci0000:00/x\nE: SUBSYSTEM=x\n", at: "node7.umockdev")
        let outcome = try await Apus.run(["slices"], host: host)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("    resourceSliceCount: 1\n"))
        #expect(!outcome.output.contains("devices:"))
        #expect(outcome.errors == "The host does not say its name; the node is called node7. --node-name names it.\n")
    }

    @Test func `are withheld, with the reason, while all accelerators are pending`() async throws {
        let files = try TemporaryDirectory()
        let host = try files.put(
            """
            P: /devices/pci0000:00/0000:00:02.0
            E: SUBSYSTEM=pci
            E: DRIVER=xe
            A: class=0x030000\\n
            A: device=0x56a0\\n
            A: vendor=0x8086\\n

            """, at: "node7.umockdev")
        let outcome = try await Apus.run(["slices", "--node-name", "n"], host: host)
        #expect(outcome.status == 0)
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("No slice is written: no accelerator is ready yet: 0000:00:02.0 waits"))
    }
}
