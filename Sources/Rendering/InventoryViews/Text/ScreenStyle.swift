/// How a screen of text is drawn: what the terminal that shows it can do.
package struct ScreenStyle: Hashable, Sendable {
    /// Columns; nil where lines may have any length.
    package var width: Int?
    package var characters: Characters
    package var isColoured: Bool

    package init(width: Int? = 80, characters: Characters = .unicode, isColoured: Bool = false) {
        self.width = width
        self.characters = characters
        self.isColoured = isColoured
    }

    package enum Characters: Hashable, Sendable {
        case unicode
        case ascii

        /// Stands for what was cut off.
        var ellipsis: String { self == .unicode ? "…" : ".." }
    }

    package func painted(_ text: String, _ colour: Colour?) -> String {
        guard isColoured, let colour else { return text }
        return "\u{1b}[\(colour.rawValue)m\(text)\u{1b}[0m"
    }

    /// The terminal's own colours, by their SGR numbers, so that they fit to its background.
    package enum Colour: Int {
        case red = 31
        case green = 32
        case yellow = 33
    }
}
