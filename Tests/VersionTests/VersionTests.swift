import TestSupport
import Testing
import Version

@Suite("The version") struct VersionTests {
    @Test func `is the number in Package.swift`() throws {
        let manifest = try #require(text(of: Repository.path("Package.swift")))
        #expect(manifest.contains("let version = \"\(Version.number)\"\n"))
    }

    @Test func `tells the commit where the build knew it`() {
        #expect(Version.description(number: "1.2.3", commit: "1a2b3c4d5e6f") == "1.2.3 (1a2b3c4d5e6f)")
        #expect(Version.description(number: "1.2.3", commit: "") == "1.2.3")
    }

    @Test(arguments: ["apus", "apusd"]) func `is what a program says`(program: String) async throws {
        let directory = ApusProgram.built.split(separator: "/").dropLast().map { "/" + $0 }.joined()
        let outcome = try #require(await Program("\(directory)/\(program)").run(["--version"]))
        #expect(outcome.output == Version.description + "\n")
    }
}
