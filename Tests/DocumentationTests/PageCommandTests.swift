import TestSupport
import Testing

/// What people copy from the pages. Commands that need a device say so; the command `apus` needs none.
@Suite struct `Commands on the pages` {
    @Test(arguments: ["quick-start", "coming-from", "attributes", "faq", "concepts", "kubernetes-quick-start"])
    func `are run here, as far as they are apus`(page: String) throws {
        let directory = try TemporaryDirectory()
        let content = try #require(text(of: Repository.path("docs/\(page).md")))
        for command in Self.commands(in: content) {
            var words = command.split(separator: " ").map(String.init)
            // This machine's specs are left alone, and it may have no device.
            words = words.map { $0 == "/run/cdi" ? "\(directory.path)/cdi" : $0 }
            words = words.map { $0.hasPrefix("Tests/Hosts/") ? Repository.path($0) : $0 }
            if words.starts(with: ["cdi", "list"]) { words += ["--spec-dir", "\(directory.path)/cdi"] }
            if words.first == "record" { words[words.count - 1] = "\(directory.path)/machine.umockdev" }
            if !words.contains("--host"), words.first != "doctor" {
                words += ["--host", Repository.path("Tests/Hosts/intel-arc-a770.umockdev")]
            }
            words = words.map { ["ADDRESS", "DEVICE"].contains($0) ? "0000:03:00.0" : $0 }
            let outcome = try ApusProgram().run(words + ["--config", "/dev/null"])
            // Doctor's 1 says that it found something, as it may on any machine.
            let isFine = outcome.status == 0 || (words.first == "doctor" && outcome.status == 1)
            #expect(isFine, "apus \(words): \(outcome.errors)")
        }
    }

    /// Of indented lines, and of code in sentences.
    private static func commands(in page: String) -> [String] {
        let lines = page.split(separator: "\n").filter { $0.hasPrefix("    ") }.map { $0.drop { $0 == " " } }
            .filter { $0.hasPrefix("apus ") || $0.hasPrefix("sudo apus ") }
            .map { $0.split(separator: "  ").first ?? "" }
        let inSentences = page.matches(of: /`((?:sudo )?apus [^`]+)`/).map(\.output.1)
        return (lines + inSentences).map { line in
            line.split(separator: " ").drop { $0 == "sudo" }.dropFirst().joined(separator: " ")
        }
    }
}
