import ArgumentParser
import Documents
import Hardware
import InventoryViews

struct InventoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inventory",
        abstract: "Show the accelerators, and why one is not offered.",
        discussion: """
            The number before a device is the one by which CDI knows it: apus.dev/gpu=0. Below the table stands a line \
            for each device that is not offered, with the command that mends it where one is known. --all shows \
            management displays too, and why each device is not offered. JSON, YAML and tree are always complete.

            Examples:
              apus inventory
              apus inventory -o json | jq '.devices[] | select(.offered).name'
              apus inventory -o tree --host captures/node7
            """)

    enum Form: String, CaseIterable, ExpressibleByArgument {
        case table, wide, json, yaml, tree, name
    }

    @Option(name: .shortAndLong, help: "The form: table, wide, json, yaml, tree or name.")
    var output: Form = .table

    @Flag(help: "Show management displays too, and the reason of everything that is not offered.")
    var all = false

    @OptionGroup var options: HostOptions

    func run() throws {
        let inventory = try options.inventory(try options.configuration())
        switch output {
        case .json: try StandardStreams.writeDocument(inventory.document.jsonText)
        case .yaml: try StandardStreams.writeDocument(inventory.document.yamlText)
        case .tree: try StandardStreams.writeDocument(inventory.tree(.terminal))
        case .name: try StandardStreams.writeDocument(inventory.accelerators.map { "\($0.name)\n" }.joined())
        case .table: try StandardStreams.writeDocument(inventory.screen(.terminal, isComplete: all))
        case .wide:
            try StandardStreams.writeDocument(inventory.screen(.wideTerminal, isWide: true, isComplete: all))
        }
    }
}
