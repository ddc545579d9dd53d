import AgentConfiguration
import ArgumentParser
import Documents
import Hardware
import InventoryViews
import Sysfs

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show where two hosts differ: devices that came or went, and each fact that is another.",
        discussion: """
            A host is a directory or a recording, as --host takes it. Without the second one it is compared with this \
            machine. Exit status 0 where both are the same, 1 where they differ.

            Examples:
              apus record before.umockdev        and after an upgrade:
              apus diff before.umockdev
              apus diff node7.umockdev node8.umockdev -o json
            """)

    enum Form: String, CaseIterable, ExpressibleByArgument {
        case text, json
    }

    @Argument(help: "The host that it was, or the one host.", completion: .file())
    var old: String

    @Argument(help: "The host that it is, or the other one; this machine without it.", completion: .file())
    var new: String?

    @Option(name: .shortAndLong, help: "The form.")
    var output: Form = .text

    @OptionGroup var options: ConfigurationOption

    func run() throws {
        let configuration = try options.configuration()
        let before = try HostRoot.with(old) { try $0.inventory(configuration) }
        let after = try HostRoot.with(new) { try $0.inventory(configuration) }
        let difference = InventoryDifference(from: before, to: after)
        switch output {
        case .text: try StandardStreams.writeDocument(difference.screen(.terminal))
        case .json: try StandardStreams.writeDocument(difference.document.jsonText)
        }
        if !difference.isEmpty { throw ExitCode.failure }
    }
}
