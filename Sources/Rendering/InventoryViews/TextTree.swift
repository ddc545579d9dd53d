private import PrintableText

/// A tree of labels, drawn with lines. Branches keep the order in which they were first grown.
struct TextTree {
    private var root = Branch(label: "")

    /// Grows a path from the root; steps with a label that is there already are shared.
    mutating func grow(_ path: [String]) {
        root.grow(path.map(\.printable)[...])
    }

    var text: String {
        root.branches.map { $0.label + "\n" + $0.lines(indent: "") }.joined()
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

        func lines(indent: String) -> String {
            branches.enumerated().map { number, branch in
                let isLast = number == branches.count - 1
                let below = branch.lines(indent: indent + (isLast ? "   " : "│  "))
                return indent + (isLast ? "└─ " : "├─ ") + branch.label + "\n" + below
            }.joined()
        }
    }
}
