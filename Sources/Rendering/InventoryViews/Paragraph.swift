private import PrintableText

/// Words that are broken into lines where the screen ends.
struct Paragraph {
    private let text: String
    private let style: ScreenStyle
    /// Before each line but the first.
    private let indent: String

    init(_ text: String, style: ScreenStyle, indent: Int = 0) {
        self.text = text.printable
        self.style = style
        self.indent = String(repeating: " ", count: indent)
    }

    /// Each line ends with a line feed. A word that is longer than a line stays whole, so that it can be copied.
    var lines: String {
        guard let width = style.width else { return text + "\n" }
        var lines = ""
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines += line + "\n"
                line = indent + word
            } else {
                line += (line.isEmpty ? "" : " ") + word
            }
        }
        return lines + line + "\n"
    }
}
