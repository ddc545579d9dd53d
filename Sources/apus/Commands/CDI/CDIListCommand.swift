import AgentConfiguration
import ArgumentParser
import CDI
import CDIDirectory
import Documents
import Hardware
import InventoryViews
import Survey
import Sysfs
import SystemPackage

struct CDIListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the devices that container runtimes can inject, by the files they come from.",
        usage: "apus cdi list [<options>]",
        discussion: """
            Names that two files of one directory define are not listed by -o name: no runtime resolves them. Which file \
            wins over another, which file is out of date, and which cannot be read is told on standard error.

            Examples:
              apus cdi list
              apus cdi list -o name
            """)

    enum Form: String, CaseIterable, ExpressibleByArgument {
        case table, name, json
    }

    @Option(name: .shortAndLong, help: "The form.")
    var output: Form = .table

    @Option(
        help: ArgumentHelp("A spec directory; repeat it with the highest priority last.", valueName: "dir"),
        completion: .directory)
    var specDir: [String] = []

    @OptionGroup var options: HostOptions

    func run() throws {
        let configuration = try options.configuration()
        try options.withHost { host in
            let directories =
                specDir.isEmpty
                ? CDIDirectory.standard.map { CDIDirectory(FilePath(host.path($0.path.string))) }
                : specDir.map { CDIDirectory(FilePath($0)) }
            // Files are listed whether or not the machine can be looked at.
            let inventory = try? host.inventory(configuration)
            let listing = SpecListing(try directories.map { try $0.files() }, inventory: inventory)
            switch output {
            case .table: try StandardStreams.writeDocument(listing.screen(.terminal))
            case .name: try StandardStreams.writeDocument(listing.names)
            case .json: try StandardStreams.writeDocument(listing.document.jsonText)
            }
            for remark in listing.remarks { StandardStreams.tell(remark) }
            guard let inventory else { return }
            let spec = CDISpec(inventory: inventory, kind: configuration.cdiKind, roles: configuration.nvidiaRoles)
            if listing.isEmpty { tellOfEmptiness(spec, inventory, directories, isMachine: host.isMachine) }
            tellOfStaleness(spec, configuration.cdiKind, directories)
        }
    }

    private func tellOfEmptiness(
        _ spec: CDISpec?, _ inventory: Inventory, _ directories: [CDIDirectory], isMachine: Bool
    ) {
        // A recording lies in a directory of its own for as long as it is looked at, which says nothing to anybody.
        let shown = specDir.isEmpty ? CDIDirectory.standard : directories
        let places = shown.map(\.path.string).joined(separator: " and ")
        let nothing = "Container runtimes can inject nothing: no spec in \(places) defines a device."
        guard spec != nil, let last = directories.last else {
            return StandardStreams.tellOfNothing(in: inventory, instead: nothing)
        }
        guard isMachine || !specDir.isEmpty else { return StandardStreams.tell(nothing) }
        StandardStreams.tell("\(nothing) `sudo apus cdi --output-dir \(last.path)` writes one of this machine.")
    }

    /// Names that a runtime would still give although the machine no longer has their devices as they were.
    private func tellOfStaleness(_ spec: CDISpec?, _ kind: CDIKind, _ directories: [CDIDirectory]) {
        guard let own = directories.last else { return }
        for conflict in own.conflicts(with: spec, of: kind, readBy: directories) {
            switch conflict.effect {
            case .stale, .unread: StandardStreams.tell(conflict.description)
            // The listing has told of these, of whatever kind.
            case .refused, .shadowed: break
            }
        }
        let file = own.path.appending(kind.fileName)
        if let written = CDIDirectory.reading(of: file).spec, written.withoutLinks != spec {
            StandardStreams.tell(
                "\(file) is not what this machine offers now. `sudo apus cdi --output-dir \(own.path)` brings it up to date."
            )
        }
    }
}
