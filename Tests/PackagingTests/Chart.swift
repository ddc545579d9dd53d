import Documents
import TestSupport
import Testing

/// The Helm chart, rendered by helm itself.
enum Chart {
    static var isInstalled: Bool { Program(Repository.path(".build/helm/helm")).isExecutable }

    static let helm = Program(Repository.path(".build/helm/helm"))
    private static let folder = Repository.path("packaging/helm")

    static func lint(_ values: String) async throws -> Program.Outcome {
        let directory = try TemporaryDirectory()
        let file = try directory.put(values, at: "values.yaml")
        return try #require(await helm.run(["lint", "--strict", folder, "--values", file]))
    }

    /// What helm says of the chart with these values, given as YAML.
    static func template(_ values: String) async throws -> Program.Outcome {
        let directory = try TemporaryDirectory()
        let file = try directory.put(values, at: "values.yaml")
        return try #require(await helm.run(["template", "apus", folder, "--namespace", "devices", "--values", file]))
    }

    static func documents(_ values: String) async throws -> [YAMLNode] {
        let outcome = try await template(values)
        try #require(outcome.status == 0, "\(outcome.output)")
        return try outcome.output.split(separator: "---\n").compactMap { try YAMLNode.parse(String($0)) }
    }
}

extension [YAMLNode] {
    func first(_ kind: String) throws -> YAMLNode {
        try #require(first { $0["kind"]?.string == kind }, "\(kind)")
    }
}
