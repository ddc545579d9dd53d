import AgentConfiguration
import ArgumentParser
import Documents
import Files
import Hardware
import InventoryViews
import SystemPackage

struct TopologyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topology",
        abstract: "Show how far the cards are from one another, or draw where they stand.",
        usage: "apus topology [<options>]",
        discussion: """
            The drawing has sockets, roots, switches, cards with their links, and a square for each virtual function or \
            partition. It is light or dark as the browser is.

            Examples:
              apus topology
              apus topology --svg topology.svg
            """)

    enum Form: String, CaseIterable, ExpressibleByArgument {
        case table, json
    }

    @Option(name: .shortAndLong, help: "The form.")
    var output: Form = .table

    @Option(help: ArgumentHelp("Draw into this file, - for standard output.", valueName: "file"), completion: .file())
    var svg: String?

    @OptionGroup var options: HostOptions

    func run() throws {
        let inventory = try options.inventory(try options.configuration())
        if let svg {
            let drawing = TopologyDrawing(inventory).svg
            guard svg != "-" else { return try StandardStreams.writeDocument(drawing) }
            try AtomicFile(FilePath(svg)).write(Array(drawing.utf8))
            return StandardStreams.tell("\(svg) written.")
        }
        let matrix = TopologyMatrix(inventory)
        switch output {
        case .json: try StandardStreams.writeDocument(matrix.document.jsonText)
        case .table where matrix.isEmpty: try StandardStreams.writeDocument(inventory.screen(.terminal))
        case .table: try StandardStreams.writeDocument(matrix.screen(.terminal))
        }
    }
}
