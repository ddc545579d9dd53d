import TestSupport
import Testing

@Suite struct `CDI examples` {
    private let apus = ApusProgram()
    /// The settings of the machine that runs the tests must not show in what they compare.
    private let defaults = ["--config", "/dev/null"]

    @Test func `there are at least seven kinds of machine`() {
        #expect(Example.all.count >= 7)
    }

    @Test(arguments: Example.all) func `each is what the command writes for its machine`(_ example: Example)
        async throws
    {
        let directory = try TemporaryDirectory()
        let outcome = try await apus.run(["cdi", "--host", example.host, "--output-dir", directory.path] + defaults)
        try #require(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.isEmpty, "With --output-dir the document goes into the file alone.")
        let written = try #require(directory.text(of: "apus.dev-gpu.json"))
        #expect(
            written == example.spec,
            "Look at what changed: apus cdi --host \(example.hostName) --output-dir cdi-examples/\(example.name)")
    }

    @Test(arguments: Example.all) func `each spec passes the command's own check`(_ example: Example) async throws {
        let outcome = try await apus.run(["cdi", "validate", example.specFile])
        #expect(outcome.status == 0, "\(outcome.output)")
        #expect(outcome.output.hasPrefix("\(example.specFile): valid, apus.dev/gpu, "))
    }

    @Test(arguments: Example.all) func `each page names its machine and a way in for every runtime`(
        _ example: Example
    ) throws {
        let page = try #require(example.readme)
        #expect(page.contains(example.hostName))
        for command in ["podman run", "docker run", "ctr run", "Kubernetes"] {
            #expect(page.contains(command), "\(command) is missing.")
        }
    }

    /// A page that sends people to a device which the spec beside it does not have is worse than none.
    @Test(arguments: Example.all) func `each page asks for devices that its spec has`(_ example: Example) throws {
        let page = try #require(example.readme)
        let spec = try #require(example.spec)
        let names = page.matches(of: /apus\.dev\/gpu=([A-Za-z0-9_:.-]*[A-Za-z0-9])/).map { String($0.output.1) }
        #expect(!names.isEmpty)
        for name in Set(names) { #expect(spec.contains("\"name\": \"\(name)\""), "\(name)") }
    }

    @Test(arguments: Example.all) func `each page says why something of its machine is not offered`(
        _ example: Example
    ) async throws {
        let page = try #require(example.readme).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let outcome = try await apus.run(["inventory", "-o", "json", "--host", example.host] + defaults)
        try #require(outcome.status == 0, "\(outcome.errors)")
        let reasons = outcome.output.matches(of: /"notOfferedBecause": "(.*)"/).map { String($0.output.1) }
        for reason in Set(reasons) { #expect(page.contains(reason), "\(reason)") }
    }

    @Test func `the table has every example once and nothing else`() throws {
        let page = try #require(text(of: Repository.path("cdi-examples/README.md")))
        let rows = page.matches(of: /\| \[`?([^`\]]+)`?\]\(([^)]+)\)/)
        #expect(rows.map { String($0.output.1) }.sorted() == Example.all.map(\.name))
        #expect(rows.allSatisfy { $0.output.2 == "\($0.output.1)/README.md" || $0.output.2 == $0.output.1 })
    }
}
