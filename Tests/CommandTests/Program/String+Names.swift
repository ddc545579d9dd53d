/// Takes out of a document what pci.ids says, since that file is not the same in all distributions and years.
extension String {
    private static let members = [
        "vendorName", "productName", "productNameSource", "family", "model", "architecture", "apusVersion",
    ]

    /// JSON and YAML inventories: each name is a line of its own, and never an object's last.
    var withoutNames: String {
        keepingLines { line in
            let text = line.drop { $0 == " " }
            return !Self.members.contains { text.hasPrefix("\"\($0)\": ") || text.hasPrefix("\($0): ") }
        }
    }

    /// YAML slices: each name is an attribute of two lines.
    var withoutNameAttributes: String {
        var dropsNext = false
        return keepingLines { line in
            if dropsNext {
                dropsNext = false
                return false
            }
            let text = line.drop { $0 == " " }
            dropsNext = Self.members.contains { text == "\($0):" }
            return !dropsNext
        }
    }

    /// Tables: the column between PRODUCT and DRIVER.
    var withoutProductColumn: String {
        guard let header = lines.first(where: { $0.contains("PRODUCT") }),
            let start = header.firstRange(of: "PRODUCT")?.lowerBound,
            let end = header.firstRange(of: "DRIVER")?.lowerBound
        else { return self }
        let columns =
            header.distance(
                from: header.startIndex, to: start)..<header.distance(from: header.startIndex, to: end)
        var isTable = false
        return lines.map { line in
            isTable = line == header || isTable && !line.isEmpty
            guard isTable else { return String(line) }
            return String(line.prefix(columns.lowerBound) + line.dropFirst(columns.upperBound))
        }.joined(separator: "\n")
    }

    /// Trees: the second of an accelerator's words, which are two spaces apart.
    var withoutProductLabels: String {
        lines.map { line in
            let words = line.split(separator: "  ", omittingEmptySubsequences: false)
            guard let name = words.firstIndex(where: { $0.contains("-0x") }), name + 1 < words.count else {
                return String(line)
            }
            return (words[...name] + words[(name + 2)...]).joined(separator: "  ")
        }.joined(separator: "\n")
    }

    private var lines: [Substring] { split(separator: "\n", omittingEmptySubsequences: false) }

    private func keepingLines(_ isKept: (Substring) -> Bool) -> String { lines.filter(isKept).joined(separator: "\n") }
}
