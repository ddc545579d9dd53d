private import PrintableText

/// Columns of text, two blanks apart, as wide as their widest cells; the columns that may be shortened give way where
/// that is wider than the screen.
struct TextTable {
    private let columns: [Column]
    private let style: ScreenStyle
    private var rows: [[Cell]] = []

    struct Column {
        let title: String
        var isNumber = false
        /// The fewest characters that the column may be shortened to; nil where each cell is shown as a whole.
        var least: Int?
    }

    struct Cell {
        let text: String
        var colour: ScreenStyle.Colour?

        init(_ text: String?, _ colour: ScreenStyle.Colour? = nil) {
            self.text = text?.printable ?? "-"
            self.colour = colour
        }
    }

    init(_ columns: [Column], style: ScreenStyle) {
        self.columns = columns
        self.style = style
    }

    /// - Parameter cells: One for each column; a text that is nil prints as a dash.
    mutating func add(_ cells: [Cell]) { rows.append(cells) }

    var text: String {
        let widths = widths
        let lines = [columns.map { Cell($0.title) }] + rows
        return lines.map { line in
            var text = ""
            var gap = 0
            for (index, cell) in line.enumerated() {
                let shown = shortened(cell.text, to: widths[index])
                let padding = widths[index] - shown.count
                // Blanks at the end of a line are left out.
                text += String(repeating: " ", count: gap + (columns[index].isNumber ? padding : 0))
                text += style.painted(shown, cell.colour)
                gap = 2 + (columns[index].isNumber ? 0 : padding)
            }
            return text + "\n"
        }.joined()
    }

    private var widths: [Int] {
        var widths = columns.indices.map { index in
            rows.reduce(columns[index].title.count) { max($0, $1[index].text.count) }
        }
        guard let screen = style.width else { return widths }
        var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - screen
        for (index, column) in columns.enumerated() where excess > 0 {
            guard let least = column.least else { continue }
            let saved = min(excess, max(0, widths[index] - max(least, column.title.count)))
            widths[index] -= saved
            excess -= saved
        }
        return widths
    }

    private func shortened(_ text: String, to width: Int) -> String {
        guard text.count > width else { return text }
        let ellipsis = style.characters.ellipsis
        return text.prefix(max(0, width - ellipsis.count)) + ellipsis
    }
}
