import Glibc
import TestSupport
import Testing

/// A page of the documentation and its blocks of code.
struct Page: CustomTestStringConvertible, Sendable {
    /// Its path in the repository.
    let path: String

    static let all =
        (["README.md", "Tests/EndToEnd/README.md", "Tests/Hosts/README.md", "cdi-examples/README.md"].map(Page.init)
            + pages(in: "docs", "*.md") + pages(in: "cdi-examples", "*/README.md"))

    var testDescription: String { path }

    struct Block: Sendable {
        let language: String
        let lines: [String]

        var text: String { lines.map { $0 + "\n" }.joined() }
    }

    func text() throws -> String {
        let content = TestSupport.text(of: Repository.path(path))
        return try #require(content, "\(path)")
    }

    /// The blocks between fences, without the indentation of a list that they stand in.
    func blocks() throws -> [Block] {
        var blocks: [Block] = []
        var open: (language: String, indent: Int, lines: [String])?
        for line in try lines() {
            let indent = line.prefix { $0 == " " }.count
            let isFence = line.dropFirst(indent).hasPrefix("```")
            if let block = open {
                if isFence { blocks.append(Block(language: block.language, lines: block.lines)) }
                open =
                    isFence ? nil : (block.language, block.indent, block.lines + [String(line.dropFirst(block.indent))])
            } else if isFence {
                open = (String(line.dropFirst(indent + 3)), indent, [])
            }
        }
        try #require(open == nil, "\(path): a fence is not closed")
        return blocks
    }

    /// Code by indentation has no language, so nobody could say what it is.
    func indentedCode() throws -> [String] {
        var found: [String] = []
        var isFenced = false
        var before = ""
        for line in try lines() {
            if line.drop(while: { $0 == " " }).hasPrefix("```") { isFenced.toggle() }
            if !isFenced, before.isEmpty, line.hasPrefix("    ") { found.append(line) }
            before = line
        }
        return found
    }

    private func lines() throws -> [String] {
        try text().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static func pages(in folder: String, _ pattern: String) -> [Page] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(Repository.path("\(folder)/\(pattern)"), 0, nil, &found) == 0 else { return [] }
        let root = Repository.path("")
        return (0..<Int(found.gl_pathc)).compactMap { index in
            found.gl_pathv[index].map { Page(path: String(String(cString: $0).dropFirst(root.count))) }
        }
    }
}
