import ArgumentParser
import Documents
import Hardware
import InventoryViews

struct InventoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inventory",
        abstract: "Show the accelerators and why something is not offered.",
        discussion: """
            Table and wide leave out what is in order but of no use, such as a server's management display, and \
            physical functions whose virtual functions are offered; --all shows them too, and what was left out \
            altogether. JSON, YAML and tree are always complete.

            Examples:
              apus inventory
              apus inventory -o json | jq '.devices[] | select(.offered).name'
              apus inventory -o tree --host captures/node7
            """)

    enum Form: String, CaseIterable, ExpressibleByArgument {
        case table, wide, json, yaml, tree
    }

    @Option(name: .shortAndLong, help: "The form: table, wide, json, yaml or tree.")
    var output: Form = .table

    @Flag(help: "Show what is not offered, too, and what was left out.")
    var all = false

    @OptionGroup var options: HostOptions

    func run() throws {
        let inventory = try options.inventory(try options.configuration())
        switch output {
        case .json: try StandardStreams.writeDocument(inventory.document.jsonText)
        case .yaml: try StandardStreams.writeDocument(inventory.document.yamlText)
        case .tree: try StandardStreams.writeDocument(inventory.tree)
        case .table, .wide:
            try StandardStreams.writeDocument(inventory.table(isWide: output == .wide, isComplete: all))
            tellWhatIsHidden(inventory)
        }
    }

    private func tellWhatIsHidden(_ inventory: Inventory) {
        let hidden = inventory.accelerators.count { !$0.isOfInterest } + inventory.omissions.count
        guard !all, hidden > 0 else { return }
        StandardStreams.tell("\(hidden) more not shown; --all shows them and why.")
    }
}
