import AgentConfiguration
import ArgumentParser
import CDI
import Documents
import Hardware
import InventoryViews
import ResourceSlices
import StatusFile
import Survey
import Sysfs

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain one device: where each fact was read, which rules applied, why it is offered or not.",
        usage: "apus explain <device> [<options>]",
        discussion: """
            The device is given by its PCI address, its name, its number in `apus inventory`, its uuid, or as CDI knows \
            it. Exit status 1 if there is no such device.

            Examples:
              apus explain 0000:03:00.0
              apus explain 0
              apus explain apus.dev/gpu=0 -o json
            """)

    enum Form: String, CaseIterable, ExpressibleByArgument {
        case text, json
    }

    @Argument(help: "An address, a name, a number, a uuid, or a CDI name.")
    var device: String

    @Option(name: .shortAndLong, help: "The form.")
    var output: Form = .text

    @OptionGroup var options: HostOptions

    func run() throws {
        let configuration = try options.configuration()
        try options.withHost { host in
            let inventory = try host.inventory(configuration)
            let found = inventory.devices(called: device, kind: configuration.cdiKind)
            guard !found.isEmpty else {
                throw UnknownDevice(device, inventory, PCIAddress(device).flatMap { Self.pciClass(of: $0, in: host) })
            }
            // A file that tells nothing is a matter for `apus status`.
            let status = (try? StatusReading(host)).flatMap { $0.isRunning == false ? nil : $0.status }
            let explanations = found.map { device in
                Explanation(
                    of: device, in: inventory, kind: configuration.cdiKind, driver: configuration.driver.description,
                    claims: status?.claims(holding: device.name.description).map(\.label) ?? [])
            }
            switch output {
            case .text:
                try StandardStreams.writeDocument(explanations.map { $0.screen(.terminal) }.joined(separator: "\n"))
            case .json:
                try StandardStreams.writeDocument(JSONValue.array(explanations.map(\.document)).jsonText)
            }
        }
    }

    /// Nil where the host has no such function.
    private static func pciClass(of address: PCIAddress, in host: HostRoot) -> String? {
        host.text("/sys/bus/pci/devices/\(address)/class")
    }
}

/// No accelerator is called so.
struct UnknownDevice: Error, CustomStringConvertible {
    let description: String

    init(_ device: String, _ inventory: Inventory, _ pciClass: String?) {
        let address = PCIAddress(device)
        if let omission = inventory.omissions.first(where: { $0.address != nil && $0.address == address }) {
            description = "\(device) was left out: \(omission.why)."
        } else if let pciClass, let address {
            description = """
                \(address) is no GPU or accelerator: its class is \(pciClass), its ids are no known accelerator's, and it \
                has no render or accel device. candidates.include.addresses in the configuration adds it.
                """
        } else if address != nil {
            description = "There is no PCI function \(device). `lspci` lists those that there are."
        } else {
            description = """
                No device is called \(device). Give an address, a name, a number, a uuid or a CDI name; `apus inventory` \
                lists the devices.
                """
        }
    }
}
