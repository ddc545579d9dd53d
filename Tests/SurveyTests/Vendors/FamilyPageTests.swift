import Hardware
import Survey
import TestSupport
import Testing

@Suite("The table of supported accelerators") struct FamilyPageTests {
    private var rows: [Substring] {
        get throws {
            let page = try #require(text(of: Repository.path("docs/accelerators.md")))
            let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
            let table = lines.drop { !$0.hasPrefix("| family |") }.dropFirst(2)
            return Array(table.prefix { $0.hasPrefix("|") })
        }
    }

    @Test(arguments: KnownFamily.all.indices) func `tells what the survey goes by`(index: Int) throws {
        let row = KnownFamily.all[index].row
        let rows = try rows
        #expect(rows.contains(row[...]), "docs/accelerators.md needs the row\n\(row)")
    }

    @Test func `has no row for what the survey does not know`() throws {
        let rows = try rows
        #expect(rows.count == KnownFamily.all.count)
        #expect(Set(rows) == Set(KnownFamily.all.map { $0.row[...] }))
    }
}

extension KnownFamily {
    fileprivate var row: String {
        let cells = [
            title, found, nodeText, list(memory.map(\.rawValue)), name.map { "`\($0)`" } ?? "pci.ids",
            serial.map { "`\($0)`" } ?? "–",
        ]
        return "| \(cells.joined(separator: " | ")) |"
    }

    private var found: String {
        let names = drivers.map { "driver `\($0)`" }
        let vendors = Dictionary(grouping: ids, by: \.vendorID).values.map { patterns in
            patterns.map { "`\($0)`" }.joined(separator: ", ")
        }
        return (names + vendors).joined(separator: ", ")
    }

    private var nodeText: String {
        let own =
            switch nodes {
            case .direct: "DRM, accel and RDMA nodes of the function"
            case .registered: "DRM and accel nodes, and the vendor's own below the function"
            case .nvidia: "`/dev/nvidiaN`, `nvidiactl`, `nvidia-uvm`, `nvidia-uvm-tools`, `nvidia-modeset`"
            case .unparented(let pattern):
                "`/dev/\(pattern.directory.isEmpty ? "" : pattern.directory + "/")\(pattern.prefix)N`, "
                    + (pattern.addresses.map { "by its `\($0.file)`, or" } ?? "")
                    + (pattern.addresses == nil ? "where one card is there" : " where one card is there")
            case .none(let reason): "none: \(reason)"
            }
        return shared.isEmpty ? own : "\(own); shared: \(list(shared.map(\.path)))"
    }

    private func list(_ words: [String]) -> String {
        words.isEmpty ? "–" : words.map { "`\($0)`" }.joined(separator: ", ")
    }
}

extension SharedNode {
    fileprivate var path: String {
        switch self {
        case .named(let name): "/dev/\(name)"
        case .numbered(let prefix): "/dev/\(prefix)N"
        }
    }
}
