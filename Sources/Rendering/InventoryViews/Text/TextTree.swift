private import PrintableText

/// A tree of labels, drawn with lines. Branches keep the order in which they were first grown. A label that is too long for
/// the screen goes on in the next line, beside the lines of the tree.
struct TextTree {
    private let lines: Lines
    private var root = Branch(label: "")

    init(_ style: ScreenStyle) { lines = Lines(style) }

    /// Grows a path from the root; steps with a label that is there already are shared.
    mutating func grow(_ path: [String]) {
        root.grow(path.map(\.printable)[...])
    }

    var text: String {
        root.branches.map { $0.head(lines, start: "", indent: "") + $0.lines(lines, indent: "") }.joined()
    }

    private struct Lines {
        let through: String
        let branch: String
        let last: String
        let width: Int?

        init(_ style: ScreenStyle) {
            width = style.width
            switch style.characters {
            case .unicode: (through, branch, last) = ("│  ", "├─ ", "└─ ")
            case .ascii: (through, branch, last) = ("|  ", "|- ", "`- ")
            }
        }
    }

    private struct Branch {
        let label: String
        var branches: [Branch] = []

        mutating func grow(_ path: ArraySlice<String>) {
            guard let first = path.first else { return }
            let index =
                branches.firstIndex { $0.label == first }
                ?? {
                    branches.append(Branch(label: first))
                    return branches.endIndex - 1
                }()
            branches[index].grow(path.dropFirst())
        }

        func lines(_ lines: Lines, indent: String) -> String {
            branches.enumerated().map { number, branch in
                let isLast = number == branches.count - 1
                let inner = indent + (isLast ? "   " : lines.through)
                return branch.head(lines, start: indent + (isLast ? lines.last : lines.branch), indent: inner)
                    + branch.lines(lines, indent: inner)
            }.joined()
        }

        /// The label, broken between words.
        func head(_ lines: Lines, start: String, indent: String) -> String {
            guard let width = lines.width else { return start + label + "\n" }
            let rest = indent + (branches.isEmpty ? "   " : lines.through)
            var (text, column, gap) = (start, start.count, "")
            for word in label.split(separator: " ", omittingEmptySubsequences: false) {
                if word.isEmpty {
                    gap += " "
                    continue
                }
                if column > start.count, column + gap.count + word.count > width {
                    text += "\n" + rest
                    (column, gap) = (rest.count, "")
                }
                text += gap + word
                column += gap.count + word.count
                gap = " "
            }
            return text + "\n"
        }
    }
}
