/// Text that strangers control (sysfs, specs, recordings, servers, names of files) reaches a terminal, a log, a metric
/// or a page only through here.
extension String {
    /// On one line. A character that would begin another line, steer a terminal, turn the direction of writing around or
    /// hide is written as its escape: `\n`, `\u{1b}`.
    package var printable: String { escaped { $0.isSteering } }

    /// The same for a text of several lines, whose line feeds and tabs stay.
    package var printableLines: String { escaped { $0.isSteering && $0 != "\n" && $0 != "\t" } }

    /// The same on one line, as HTML and SVG take it for text or within quotes.
    package var markup: String {
        printable.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }

    /// Its first whole characters, up to a number of bytes; then "…" where that is not all.
    package func shortened(to bytes: Int) -> String {
        guard utf8.count > bytes else { return self }
        var length = 0
        let beginning = unicodeScalars.prefix {
            length += UTF8.width($0)
            return length <= bytes
        }
        return String(beginning) + "…"
    }

    /// The first two lines that are not blank, on one short line: enough to recognise a page or an error by.
    package func excerpt(upTo bytes: Int = 300) -> String {
        let lines = unicodeScalars.split { $0 == "\n" || $0 == "\r" }.lazy
            .map { $0.drop { $0 == " " || $0 == "\t" } }
            .filter { !$0.isEmpty }
        var text = String(String.UnicodeScalarView(lines.prefix(2).joined(separator: " ".unicodeScalars)))
        while text.last == " " { text.removeLast() }
        return text.shortened(to: bytes).printable
    }

    private func escaped(_ isEscaped: (Unicode.Scalar) -> Bool) -> String {
        guard !utf8.allSatisfy({ 0x20..<0x7f ~= $0 }) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            text.unicodeScalars.append(
                contentsOf: isEscaped(scalar) ? scalar.visibleEscape : String(scalar).unicodeScalars)
        }
    }
}

extension Unicode.Scalar {
    /// Whether it moves the cursor, breaks the line, turns the direction of writing around, or cannot be seen.
    package var isSteering: Bool {
        guard value >= 0x7f else { return value < 0x20 }
        return switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .format: true
        default: false
        }
    }

    fileprivate var visibleEscape: String.UnicodeScalarView {
        switch self {
        case "\n": "\\n".unicodeScalars
        case "\r": "\\r".unicodeScalars
        case "\t": "\\t".unicodeScalars
        default: "\\u{\(String(value, radix: 16))}".unicodeScalars
        }
    }
}
