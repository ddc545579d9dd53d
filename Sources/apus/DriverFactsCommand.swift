import ArgumentParser
import Documents
import DriverFacts
private import Glibc
import Hardware

/// The process that Apus spares when it asks a driver's library: it may crash or hang, and nobody but its caller minds.
struct DriverFactsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: FactsHelper.subcommand,
        abstract: "Ask NVIDIA's library about GPUs, for apus and apusd, which run this themselves.",
        shouldDisplay: false)

    @Option(help: "The driver's libnvidia-ml.")
    var library: String

    @Argument(help: "PCI addresses.")
    var addresses: [String]

    func run() throws {
        // The caller may be gone by the time the driver answers, if it ever does.
        alarm(Self.longestSeconds)
        let gpus = try addresses.map { text -> PCIAddress in
            guard let address = PCIAddress(text) else { throw ValidationError("\(text) is no PCI address.") }
            return address
        }
        let document: JSONValue
        do throws(NVMLError) {
            document = try DriverFacts(library: library, gpus: gpus).json
        } catch {
            document = FactsHelper.refusal(error)
        }
        try StandardStreams.writeDocument(document.compactJSONText + "\n")
        // Without what the library would do at the end.
        _exit(0)
    }

    private static let longestSeconds: UInt32 = 60
}
