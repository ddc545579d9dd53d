import Documents
import TestSupport
import Testing

/// Kubernetes' published schemas, strictly.
enum Validator {
    static var isInstalled: Bool { Program(Repository.path(".build/venv/bin/kubernetes-validate")).isExecutable }

    static let program = Program(Repository.path("scripts/validate-slices"))

    /// What is wrong with documents, by a release of Kubernetes or by all that have their versions; nil for nothing.
    static func faults(of documents: [JSONValue], release: String? = nil) async throws -> String? {
        let directory = try TemporaryDirectory()
        let list = JSONValue(dictionaryLiteral: ("kind", "List"), ("items", .array(documents)))
        let file = try directory.put(list.jsonText, at: "sent.json")
        let version = release.map { ["--kubernetes-version", $0] } ?? []
        let outcome = try #require(await program.run(version + [file]))
        return outcome.status == 0 ? nil : outcome.output
    }
}
