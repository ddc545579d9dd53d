import AgentConfiguration
import Documents
import TestSupport
import Testing

@Suite("The keys of a configuration")
struct ConfigurationKeyTests {
    @Test func `are the table of the documentation`() throws {
        let page = try #require(text(of: Repository.path("docs/configuration.md")))
        let rows = ConfigurationKey.all.map(\.row)
        #expect(page.contains(rows.joined(separator: "\n")), "The table must be:\n\(rows.joined(separator: "\n"))")
        let documented = page.matches(of: /(?m)^\| `([a-zA-Z.]+)` \|/).map { String($0.output.1) }
        #expect(documented.filter(ConfigurationKey.all.map(\.name).contains) == ConfigurationKey.all.map(\.name))
    }

    @Test(arguments: ConfigurationKey.all.map(\.name))
    func `stand in the example file`(name: String) throws {
        let file = try #require(text(of: Repository.path("docs/config.yaml")))
        var node = try #require(try YAMLNode.parse(Array(file.utf8)))
        for word in name.split(separator: ".") {
            node = try #require(node[String(word)], "docs/config.yaml lacks \(name)")
        }
    }

    @Test func `have names of their own, and say what they are for`() {
        #expect(Set(ConfigurationKey.all.map(\.name)).count == ConfigurationKey.all.count)
        for key in ConfigurationKey.all {
            #expect(!key.values.isEmpty && !key.standard.isEmpty && !key.meaning.isEmpty, "\(key.name)")
        }
    }
}
