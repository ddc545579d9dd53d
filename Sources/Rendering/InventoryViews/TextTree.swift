private import PrintableText

/// A tree of labels, drawn with lines. Branches keep the order in which they were first grown.
struct TextTree {
    private let lines: Lines
    private var root = Branch(label: "")

    init(_ characters: ScreenStyle.Characters) { lines = Lines(characters) }

    /// Grows a path from the root; steps with a label that is there already are shared.
    mutating func grow(_ path: [String]) {
        root.grow(path.map(\.printable)[...])
    }

    var text: String {
        root.branches.map { $0.label + "\n" + $0.lines(lines, indent: "") }.joined()
    }

    private struct Lines {
        let through: String
        let branch: String
        let last: String

        init(_ characters: ScreenStyle.Characters) {
            switch characters {
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
                let below = branch.lines(lines, indent: indent + (isLast ? "   " : lines.through))
                return indent + (isLast ? lines.last : lines.branch) + branch.label + "\n" + below
            }.joined()
        }
    }
}
