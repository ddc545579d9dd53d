import ResourceSlices
import TestSupport
import Testing

/// The schemas are others' work, so they find what the rules in these tests got wrong in the same way as the product.
@Suite(
    "Kubernetes' own schemas",
    .enabled(if: SchemaValidator.isInstalled, "install them with scripts/validate-slices --prepare"))
struct SchemaTests {
    @Test(arguments: 31...36)
    func `accept the slices for their release`(minor: Int) throws {
        let files = GoldenSlices.all.filter { $0.server.minor == minor }
            .map { Repository.path("Tests/Golden/\($0.path)") }
        try #require(!files.isEmpty)
        let outcome = try #require(
            SchemaValidator.program.run(["--kubernetes-version", "1.\(minor)"] + files))
        #expect(outcome.status == 0, "\(outcome.output)")
    }

    @Test(arguments: [
        (APIVersion.v1alpha3, 31, "1.32"), (.v1beta1, 32, "1.31"), (.v1, 34, "1.33"),
    ])
    func `refuse a version that the release lacks, or accept it where it has it`(
        version: APIVersion, minor: Int, release: String
    ) throws {
        let golden = try #require(
            GoldenSlices.all.first { $0.server.apiVersion == version && $0.server.minor == minor })
        let file = Repository.path("Tests/Golden/\(golden.path)")
        let outcome = try #require(SchemaValidator.program.run(["--kubernetes-version", release, file]))
        let isServed = try version.isServed(by: KubernetesVersion(release))
        #expect((outcome.status == 0) == isServed, "\(outcome.output)")
    }
}

private enum SchemaValidator {
    static var isInstalled: Bool { Program(Repository.path(".build/venv/bin/kubernetes-validate")).isExecutable }

    static let program = Program(Repository.path("scripts/validate-slices"))
}
