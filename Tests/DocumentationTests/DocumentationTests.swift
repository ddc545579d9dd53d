import TestSupport
import Testing

@Suite struct `The documentation` {
    private let apus = ApusProgram()

    @Test func `has a configuration file that is sound and says nothing but the defaults`() async throws {
        let file = Repository.path("docs/config.yaml")
        let check = try await apus.run(["config", "check", "--config", file])
        #expect(check.status == 0, "\(check.errors)")
        let shown = try await apus.run(["config", "show", "--config", file])
        let defaults = try await apus.run(["config", "show", "--config", "/dev/null"])
        #expect(shown.output == defaults.output)
        #expect(defaults.status == 0)
    }

    @Test(arguments: ["docs/config.yaml", "docs/configuration.md"])
    func `names every key of the configuration`(page: String) async throws {
        // These have no default that could be shown.
        let others = """
            nodeName: pciIDs: apiVersion: kubernetesVersion: listen: state: type: name: path: format: url: tokenFile:
            clientCertificate: clientKey: ca: timeout: kubeconfig: context:
            """
        let shown = try await apus.run(["config", "show", "--config", "/dev/null"]).output + others
        let words = Set(try #require(text(of: Repository.path(page))).split { !$0.isLetter })
        for key in shown.matches(of: /([A-Za-z]+):/) { #expect(words.contains(key.output.1)) }
    }

    @Test(
        arguments: try ["configuration", "kubernetes", "nvidia", "sinks"].flatMap { try examples(in: "docs/\($0).md") })
    func `shows configurations that are sound`(example: String) async throws {
        let directory = try TemporaryDirectory()
        let file = try directory.put(example, at: "config.yaml")
        let outcome = try await apus.run(["config", "check", "--config", file])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    /// Every name that the recorded hosts bring forth, and the words that programs compare: kinds of node, sources of
    /// memory, states, roles.
    @Test(arguments: hosts) func `explains every name and word in the inventory`(host: String) async throws {
        let page = try #require(text(of: Repository.path("docs/inventory.md")))
        let outcome = try await apus.run(["inventory", "-o", "json", "--host", host, "--config", "/dev/null"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let names = Set(outcome.output.matches(of: /"([A-Za-z]+)":/).map { String($0.output.1) })
        // `host` and `link` hold what is explained; as words of their own they stand before a dot.
        for name in names {
            #expect(page.contains("`\(name)`") || page.contains("`\(name).") || page.contains(".\(name)`"), "\(name)")
        }
        let words = outcome.output.matches(
            of: /"(?:kind|memorySource|readiness|attachment|role|apiVersion)": "([^"]+)"/)
        for word in Set(words.map { String($0.output.1) }) { #expect(page.contains("`\(word)`"), "\(word)") }
    }

    /// Without its comment, which is for whoever changes it.
    @Test func `shows the claim of an example`() throws {
        let example = try #require(text(of: Repository.path("kubernetes/examples/one-gpu.yaml")))
        let claim = example.split(separator: "\n", omittingEmptySubsequences: false).prefix { $0 != "---" }
            .filter { !$0.drop { $0 == " " }.hasPrefix("#") }.map { $0 + "\n" }.joined()
        #expect(try Page(path: "README.md").blocks().filter { $0.language == "yaml" }.map(\.text) == [claim])
    }

    /// The README sends people to record a machine and to look at it elsewhere. On the broken machine two functions
    /// claim one node, which a recording has once.
    @Test(arguments: hosts.filter { !$0.hasSuffix("/broken.umockdev") })
    func `has a machine recorded into a file that tells the same`(host: String) async throws {
        let directory = try TemporaryDirectory()
        let file = directory.path + "/node.umockdev"
        let record = try await apus.run(["record", file, "--host", host, "--config", "/dev/null"])
        try #require(record.status == 0, "\(record.errors)")
        #expect(record.output.isEmpty)
        let inventory = ["inventory", "-o", "json", "--config", "/dev/null", "--host"]
        #expect(try await apus.run(inventory + [file]).output == apus.run(inventory + [host]).output)
    }

    private static let hosts = [
        "amd-mi300x-cpx", "broken", "gaudi2", "intel-arc-a770", "intel-flex-170-vfs",
        "intel-xe-vfs-vfio", "nvidia-a100-mig", "nvidia-a2-vgpu", "vfio-passthrough",
    ]
    .map { Repository.path("Tests/Hosts/\($0).umockdev") }

    /// The blocks that are YAML, on pages where that is the configuration.
    private static func examples(in page: String) throws -> [String] {
        try Page(path: page).blocks().filter { $0.language == "yaml" }.map(\.text)
    }
}
