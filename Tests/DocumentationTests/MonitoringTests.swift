import TestSupport
import Testing

/// The alerts and the dashboard in packaging/monitoring.
@Suite("The monitoring") struct MonitoringTests {
    private static let directory = Repository.path("packaging/monitoring")
    private static let promtool = Program("/usr/bin/promtool")

    @Test(
        .enabled("There is no promtool. Install it: scripts/install-packages monitoring") {
            await promtool.run(["--version"])?.status == 0
        },
        arguments: [["check", "rules", "apus.rules.yaml"], ["test", "rules", "apus.rules.test.yaml"]])
    func `has rules that promtool takes, and that fire when they should`(arguments: [String]) async throws {
        let words = arguments.dropLast() + ["\(Self.directory)/\(arguments.last ?? "")"]
        let outcome = try #require(await Self.promtool.run(Array(words)))
        #expect(outcome.status == 0, "\(outcome.output)")
    }

    @Test(arguments: ["apus.rules.yaml", "apus.rules.test.yaml", "grafana-dashboard.json"])
    func `asks for metrics alone that the agent has`(name: String) throws {
        let page = try #require(text(of: Repository.path("docs/metrics.md")))
        let metrics = Set(page.matches(of: /`(apus_[a-z_]+|process_[a-z_]+)`/).map { String($0.output.1) })
        let file = try #require(text(of: "\(Self.directory)/\(name)"))
        let asked = file.matches(of: /\b(?:apus|process)_[a-z_]+/).map { String($0.output) }
        #expect(!asked.isEmpty)
        for metric in asked {
            let suffixes = ["_bucket", "_sum", "_count"]
            let family = suffixes.first { metric.hasSuffix($0) }.map { String(metric.dropLast($0.count)) }
            #expect(metrics.contains(metric) || family.map(metrics.contains) == true, "\(metric)")
        }
    }

    @Test func `has every alert on the page about metrics, and no other`() throws {
        let page = try #require(text(of: Repository.path("docs/metrics.md")))
        let rules = try #require(text(of: "\(Self.directory)/apus.rules.yaml"))
        let documented = page.matches(of: /\| `(Apus[A-Za-z]+)` \|/).map(\.output.1)
        #expect(documented == rules.matches(of: /alert: (Apus[A-Za-z]+)/).map(\.output.1))
    }
}
