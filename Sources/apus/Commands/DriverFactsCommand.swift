import ArgumentParser
import Documents
import DriverFacts
private import Glibc
import Hardware

/// The process that Apus spares when it asks a driver: it may crash or hang, and nobody but its caller minds.
struct DriverFactsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: FactsHelper.subcommand,
        abstract: "Ask a driver about its GPUs, for apus and apusd, which run this themselves.",
        shouldDisplay: false)

    @Option(help: "NVIDIA's libnvidia-ml.")
    var library: String?

    @Option(help: "A driver in the kernel: i915 or xe.")
    var driver: DRMDriver?

    @Argument(
        help: "PCI addresses; with --driver, each with the GPU's node behind it: 0000:03:00.0=/dev/dri/renderD128.")
    var gpus: [String]

    func validate() throws {
        guard (library == nil) != (driver == nil) else {
            throw ValidationError("Give either --library or --driver.")
        }
    }

    func run() throws {
        // The caller may be gone by the time the driver answers, if it ever does.
        alarm(Self.longestSeconds)
        let gpus = try gpus.map { text -> (address: PCIAddress, path: String) in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard let address = parts.first.flatMap({ PCIAddress($0) }) else {
                throw ValidationError("\(text) is no PCI address.")
            }
            return (address, parts.count == 2 ? parts[1] : "")
        }
        var document = JSONValue.object([])
        do throws(NVMLError) {
            if let library { document = try DriverFacts(library: library, gpus: gpus.map(\.address)).json }
            if let driver { document = DriverFacts(of: driver, at: gpus).json }
        } catch {
            document = FactsHelper.refusal(error)
        }
        try StandardStreams.writeDocument(document.compactJSONText + "\n")
        // Without what the library would do at the end.
        _exit(0)
    }

    private static let longestSeconds: UInt32 = 60
}

extension DRMDriver: ExpressibleByArgument {}
