import Glibc
import TestSupport
import Testing

/// What people copy from the pages: each command is run here, or its page says beside it what it needs that no test has.
@Suite(.timeLimit(.minutes(5))) struct `Commands on the pages` {
    /// What a test has not: hardware, another system, rights over this one.
    private static let needs = [
        "GPU", "accelerator", "root", "Swift", "systemd", "cluster", "podman", "Fedora or RHEL", "the package",
        "the agent",
        "the other tool",
    ]

    @Test(arguments: Page.all) func `stand in blocks that say what they are`(page: Page) throws {
        #expect(try page.indentedCode() == [])
        let languages = ["sh", "yaml", "json", "ini", "text", "cel", "mermaid"]
        for block in try page.blocks() { #expect(languages.contains(block.language), "\(block.text)") }
    }

    @Test(arguments: Page.all) func `are run, or say what they need`(page: Page) async throws {
        let machine = try await PageMachine()
        for block in try page.blocks() where block.language == "sh" {
            for command in PageCommand.all(in: block) {
                if let needs = command.needs {
                    #expect(Self.needs.contains { needs.contains($0) }, "\(command.text) needs \(needs)?")
                } else {
                    try await machine.run(command.text)
                }
            }
        }
        for command in try page.text().matches(of: /`((?:sudo )?apus [^`]+)`/) {
            try await machine.run(String(command.output.1))
        }
    }

    /// A screen stands below its command; one that begins with an ellipsis is the end of what the command says.
    @Test(arguments: Page.all) func `give the screens below them`(page: Page) async throws {
        let machine = try await PageMachine()
        let blocks = try page.blocks()
        for (block, screen) in zip(blocks, blocks.dropFirst()) where block.language == "sh" && screen.language == "text"
        {
            let commands = PageCommand.all(in: block).filter { $0.needs == nil }
            guard let command = commands.last else { continue }
            let output = try await machine.run(command.text)
            if screen.lines.first == "…" {
                #expect(output.hasSuffix("\n" + screen.text.dropFirst(2)), "\(command.text): \(output)")
            } else {
                #expect(output == screen.text, "\(command.text)")
            }
        }
    }

    /// Swift's own build cannot be run within its tests; what is asked of make is there at least.
    @Test(arguments: Page.all) func `name targets that the Makefile has`(page: Page) throws {
        let makefile = try #require(text(of: Repository.path("Makefile")))
        for block in try page.blocks() where block.language == "sh" {
            for target in block.text.matches(of: /\bmake ([a-z0-9]+)/) {
                #expect(makefile.contains("\n\(target.output.1):"), "make \(target.output.1)")
            }
        }
    }

    /// Whoever follows the quick start with its recorded machine is to find the names that it uses.
    @Test func `of the quick start name devices that there are`() throws {
        let names = try #require(
            text(of: Repository.path("cdi-examples/intel-arc-a770/apus.dev-gpu.json"))
        ).matches(of: /"name": "([^"]+)"/).map(\.output.1)
        let page = try Page(path: "docs/quick-start.md").text()
        let asked = page.matches(of: /apus\.dev\/gpu=([a-z0-9:.-]*[a-z0-9])/).map(\.output.1)
        #expect(asked.count > 8)
        for name in asked { #expect(names.contains(name), "\(name)") }
    }
}
