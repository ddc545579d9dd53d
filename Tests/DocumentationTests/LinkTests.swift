import Glibc
import TestSupport
import Testing

@Suite struct `Links in the documentation` {
    @Test(arguments: [
        "README.md", "cdi-examples/README.md", "Tests/Hosts/README.md", "docs/attributes.md", "docs/claims.md",
        "docs/coming-from.md", "docs/concepts.md", "docs/configuration.md", "docs/daemon.md", "docs/faq.md",
        "docs/install.md", "docs/inventory.md", "docs/kubernetes-quick-start.md", "docs/kubernetes.md",
        "docs/metrics.md", "docs/nvidia.md", "docs/quick-start.md", "docs/security.md", "docs/sinks.md",
        "docs/support.md",
    ])
    func `lead to files and headings that are there`(page: String) throws {
        let folder = page.split(separator: "/").dropLast().map { "\($0)/" }.joined()
        let links = try #require(text(of: Repository.path(page))).matches(of: /\]\(([^)]+)\)/).map {
            String($0.output.1)
        }
        for link in links where !link.contains("://") {
            let parts = link.split(separator: "#", omittingEmptySubsequences: false)
            let file = parts[0].isEmpty ? page : folder + parts[0]
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
