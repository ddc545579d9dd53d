import AgentConfiguration
import ArgumentParser
import CDI
import Documents
import Hardware
import InventoryViews
import Version

struct InventoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inventory",
        abstract: "Show the accelerators, and why one is not offered.",
        usage: "apus inventory [<device> ...] [<options>]",
        discussion: """
            The number before a device is the one by which CDI knows it: apus.dev/gpu=0. Below the table stands a line \
            for each device that is not offered, with the command that mends it where one is known. --all shows \
            management displays too, and why each device is not offered. JSON, YAML and tree are always complete.

            Examples:
              apus inventory
              apus inventory 0000:53:00.0 -o wide
              apus inventory -o json | jq '.devices[] | select(.offered).name'
              apus inventory -o tree --host captures/node7
            """)

    enum Form: String, CaseIterable, ExpressibleByArgument {
        case table, wide, json, yaml, tree, name
    }

    @Option(name: .shortAndLong, help: "The form.")
    var output: Form = .table

    @Flag(help: "Show management displays too, and the reason of everything that is not offered.")
    var all = false

    @Option(help: "Show the devices of one vendor: its short name or id, such as nvidia or 0x10de.")
    var vendor: String?

    @Argument(help: "Show these devices: addresses, names, numbers, uuids or CDI names. All without.")
    var devices: [String] = []

    @OptionGroup var options: HostOptions

    func run() throws {
        let configuration = try options.configuration()
        let inventory = try options.inventory(configuration)
        let chosen = try chosen(of: inventory, configuration)
        let shown = chosen ?? inventory.accelerators
        func document() -> LongDocument {
            inventory.document(kind: configuration.cdiKind, version: Version.number, shown: chosen)
        }
        if let vendor, shown.isEmpty, output == .table || output == .wide {
            return try StandardStreams.writeDocument(Self.absence(of: vendor, among: inventory))
        }
        switch output {
        case .json: try document().writeJSON(to: StandardStreams.writeDocument)
        case .yaml: try document().writeYAML(to: StandardStreams.writeDocument)
        case .tree:
            let part = Inventory(host: inventory.host, accelerators: shown, omissions: inventory.omissions)
            try StandardStreams.writeDocument((chosen == nil ? inventory : part).tree(.wideTerminal))
        case .name: try StandardStreams.writeDocument(shown.map { "\($0.name)\n" }.joined())
        case .table: try StandardStreams.writeDocument(inventory.screen(.terminal, isComplete: all, devices: chosen))
        case .wide:
            try StandardStreams.writeDocument(
                inventory.screen(.wideTerminal, isWide: true, isComplete: all, devices: chosen))
        }
    }

    private static func absence(of vendor: String, among inventory: Inventory) -> String {
        let ids = Set(inventory.accelerators.map(\.function.vendorID))
        let vendors = ids.map { Vendor.name(of: $0) }.sorted()
        let present = vendors.isEmpty ? "no vendor" : vendors.joined(separator: ", ")
        return "No device that was asked for is of the vendor \(vendor). This machine has devices of \(present).\n"
    }

    /// Nil where all are meant. What names no device is an error, not an empty table.
    private func chosen(of inventory: Inventory, _ configuration: Configuration) throws -> [Accelerator]? {
        guard vendor != nil || !devices.isEmpty else { return nil }
        var names: Set<DeviceName> = []
        for device in devices {
            let found = inventory.devices(called: device, kind: configuration.cdiKind)
            guard !found.isEmpty else { throw UnknownDevice(device, inventory, nil) }
            names.formUnion(found.map(\.name))
        }
        return inventory.accelerators.filter { accelerator in
            let id = accelerator.function.vendorID
            return (devices.isEmpty || names.contains(accelerator.name))
                && (vendor == nil || vendor == Vendor.name(of: id) || vendor == id.description)
        }
    }
}
