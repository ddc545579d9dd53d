private import PrintableText

/// Words that are broken into lines where the screen ends.
package struct Paragraph {
    private let text: String
    private let style: ScreenStyle
    /// Before each line but the first.
    private let indent: String

    package init(_ text: String, style: ScreenStyle, indent: Int = 0) {
        self.text = text.printable
        self.style = style
        self.indent = String(repeating: " ", count: indent)
    }

    /// Each line ends with a line feed. A word that is longer than a line stays whole, so that it can be copied.
    package var lines: String { lines(after: "") }

    /// The same behind something that begins the first line, such as a name. Colours take no width, so that its width is
    /// given where it has any.
    package func lines(after start: String, of startWidth: Int? = nil) -> String {
        guard let width = style.width else { return start + text + "\n" }
        var lines = start
        var column = startWidth ?? start.count
        var isFirst = true
        for word in text.split(separator: " ") {
            if !isFirst, column + 1 + word.count > width {
                lines += "\n" + indent + word
                column = indent.count + word.count
            } else {
                lines += (isFirst ? "" : " ") + word
                column += (isFirst ? 0 : 1) + word.count
            }
            isFirst = false
        }
        return lines + "\n"
    }
}
