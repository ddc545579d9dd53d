private import PrintableText

/// Columns of text, as wide as their widest cell, two blanks apart.
struct TextTable {
    private let header: [String]
    private var rows: [[String]] = []

    init(_ header: [String]) {
        self.header = header
    }

    /// - Parameter cells: One for each column; nil prints as a dash.
    mutating func add(_ cells: [String?]) {
        rows.append(cells.map { $0?.printable ?? "-" })
    }

    var text: String {
        let lines = [header] + rows
        let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            let cells = line.indices.map { column in
                line[column] + String(repeating: " ", count: widths[column] - line[column].count)
            }
            let padded = cells.joined(separator: "  ")
            return String(padded[...(padded.lastIndex { $0 != " " } ?? padded.startIndex)]) + "\n"
        }.joined()
    }
}
