import Glibc
import TestSupport
import Testing

@Suite struct `Links in the documentation` {
    @Test(arguments: Page.all) func `lead to files and headings that are there`(page: Page) throws {
        let folder = page.path.split(separator: "/").dropLast().map { "\($0)/" }.joined()
        let links = try page.text().matches(of: /\]\(([^)]+)\)/).map { String($0.output.1) }
        for link in links where !link.contains("://") {
            let parts = link.split(separator: "#", omittingEmptySubsequences: false)
            let file = parts[0].isEmpty ? page.path : folder + parts[0]
            #expect(access(Repository.path(file), F_OK) == 0, "\(link)")
            guard parts.count > 1 else { continue }
            let headings = try headings(of: file)
            #expect(headings.contains(String(parts[1])), "\(link): there is \(headings)")
        }
    }

    /// As sites spell them in links.
    private func headings(of page: String) throws -> [String] {
        try #require(text(of: Repository.path(page))).split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
            line.drop { $0 == "#" || $0 == " " }.lowercased().filter {
                $0.isLetter || $0.isNumber || " -_".contains($0)
            }
            .replacing(" ", with: "-")
        }
    }
}
