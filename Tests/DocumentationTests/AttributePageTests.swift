import TestSupport
import Testing

/// The reference of what claims choose devices by, held against the code and against recorded machines.
@Suite struct `The page about attributes` {
    @Test func `names every attribute and capacity, and no other`() throws {
        let source = try #require(
            text(of: Repository.path("Sources/Rendering/ResourceSlices/Model/AttributeName.swift")))
        let known = source.matches(of: /: AttributeName = "([^"]+)"/).map { String($0.output.1) }
        #expect(known.count > 30)
        #expect(try Self.rows().map(\.name).sorted() == known.sorted())
    }

    /// Of every attribute of every recorded machine.
    @Test func `has the types that slices have`() throws {
        let types = Dictionary(uniqueKeysWithValues: try Self.rows().map { ($0.name, $0.type) })
        let machines = ["intel-flex-170-vfs", "amd-mi300x-cpx", "nvidia-a100-mig", "vfio-passthrough"]
        for machine in machines {
            let path = Repository.path("Tests/Golden/slices/hosts/\(machine).yaml")
            let slices = try #require(text(of: path))
            let pattern = #/(?m)^ +"?([A-Za-z.\/]+)"?:\n +(string|int|bool|version): /#
            let attributes = slices.matches(of: pattern)
            try #require(attributes.count > 10, "\(machine)")
            for attribute in attributes {
                let type = try #require(types[String(attribute.output.1)], "\(attribute.output.1)")
                #expect(type.split(separator: " ").contains(attribute.output.2), "\(attribute.output.1)")
            }
        }
    }

    private static func rows() throws -> [(name: String, type: String)] {
        let page = try #require(text(of: Repository.path("docs/attributes.md")))
        return page.split(separator: "\n").filter { $0.hasPrefix("| `") }.flatMap { line in
            let cells = line.split(separator: "|")
            return cells[0].matches(of: /`([^`]+)`/).map { (name: String($0.output.1), type: String(cells[1])) }
        }
    }
}
