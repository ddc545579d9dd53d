/// A command that a page gives, and what it needs that a test has not.
struct PageCommand: Sendable {
    let text: String
    /// As the page says it, behind the command or above it: `# needs a GPU`, `# These need root.`
    let needs: String?

    static func all(in block: Page.Block) -> [PageCommand] {
        var needs: String?
        var commands: [PageCommand] = []
        for line in joined(block.lines) {
            if let comment = line.wholeMatch(of: #/# (?:This needs|These need|The next needs) (.+)\./#) {
                needs = String(comment.output.1)
            } else if !line.isEmpty, !line.hasPrefix("#") {
                let parts = line.split(separator: #/\s+# /#, maxSplits: 1)
                let own = parts.last?.prefixMatch(of: /needs ([^;,]+)/).map { String($0.output.1) }
                commands.append(PageCommand(text: String(parts[0]), needs: own ?? needs))
            }
        }
        return commands
    }

    /// A line that ends in a backslash goes on in the next.
    private static func joined(_ lines: [String]) -> [String] {
        lines.reduce(into: []) { joined, line in
            if let last = joined.last, last.hasSuffix("\\") {
                joined[joined.count - 1] = String(last.dropLast()) + line.drop { $0 == " " }
            } else {
                joined.append(line)
            }
        }
    }
}
