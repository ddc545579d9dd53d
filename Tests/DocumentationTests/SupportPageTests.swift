import TestSupport
import Testing

@Suite struct `The page about what is supported` {
    /// The table on the other page is the code's own.
    @Test func `names drivers that the table of families has`() throws {
        let families = try Page(path: "docs/accelerators.md").text()
        let rows = try Page(path: "docs/support.md").text().split(separator: "\n")
            .drop { !$0.hasPrefix("| vendor | drivers") }.dropFirst(2).prefix { $0.hasPrefix("|") }
        let drivers = rows.flatMap { row in
            row.split(separator: "|")[1].matches(of: /`([^`]+)`/).map { String($0.output.1) }
        }
        #expect(drivers.count > 6)
        for driver in drivers where driver != "vfio-pci" {
            #expect(families.contains("driver `\(driver)`"), "\(driver)")
        }
    }

    /// Packages are installed where the script that does so has its roots.
    @Test func `names the releases whose packages are tried`() throws {
        let script = try #require(text(of: Repository.path("scripts/check-packages")))
        let releases = try #require(script.firstMatch(of: /\|\| set -- (.+)\n/)).output.1.split(separator: " ")
        let page = try Page(path: "docs/support.md").text()
        let named = try #require(page.firstMatch(of: /all tests; (.+): the packages/)).output.1
        #expect(named.matches(of: /[0-9.]+/).map(\.output) == releases)
    }
}
