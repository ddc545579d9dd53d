import Hardware
import ResourceSlices
import TestSupport
import Testing

/// The schemas are others' work, so they find what the rules in these tests got wrong in the same way as the product.
@Suite(
    "Kubernetes' own schemas",
    .enabled(if: SchemaValidator.isInstalled, "install them with scripts/validate-slices --prepare"))
struct SchemaTests {
    @Test(arguments: 31...37)
    func `accept the slices for their release`(minor: Int) async throws {
        let files = GoldenSlices.all.filter { $0.server.minor == minor }
            .map { Repository.path("Tests/Golden/\($0.path)") }
        try #require(!files.isEmpty)
        let outcome = try #require(
            await SchemaValidator.program.run(["--kubernetes-version", "1.\(minor)"] + files))
        #expect(outcome.status == 0, "\(outcome.output)")
    }

    @Test(arguments: APIVersion.allCases, 31...37)
    func `are there for exactly the versions that we say a release has`(version: APIVersion, minor: Int) async throws {
        let golden = try #require(GoldenSlices.all.first { $0.server.apiVersion == version && $0.policy == .hide })
        let file = Repository.path("Tests/Golden/\(golden.path)")
        let outcome = try #require(await SchemaValidator.program.run(["--kubernetes-version", "1.\(minor)", file]))
        let isServed = version.isServed(by: KubernetesVersion(major: 1, minor: minor))
        #expect(outcome.status == (isServed ? 0 : 1), "\(outcome.output)")
    }
}

private enum SchemaValidator {
    static var isInstalled: Bool { Program(Repository.path(".build/venv/bin/kubernetes-validate")).isExecutable }

    static let program = Program(Repository.path("scripts/validate-slices"))
}
