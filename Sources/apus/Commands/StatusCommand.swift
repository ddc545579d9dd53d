import AgentConfiguration
import ArgumentParser
import Documents
import InventoryViews
import StatusFile
import Sysfs
import SystemPackage

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract:
            "Show how the agent of this machine stands: its devices, CDI files, sinks, cluster, kubelet and claims.",
        usage: "apus status [<options>]",
        discussion: """
            It reads the file that apusd keeps in /run/apus, or in its state directory where systemd does not run it, and \
            says whether that apusd still runs. Exit status 1 where it does not, or is not ready.

            Examples:
              apus status
              apus status -o json | jq '.sinks[] | select(.state != "idle")'
            """)

    enum Form: String, CaseIterable, ExpressibleByArgument {
        case text, json
    }

    @Option(name: .shortAndLong, help: "The form.")
    var output: Form = .text

    @OptionGroup var options: HostOptions

    func validate() throws {
        guard options.driverRoot == nil else {
            throw ValidationError("--driver-root says nothing of the agent, which has its own configuration.")
        }
    }

    func run() throws {
        let named = try options.configuration().stateDirectory.map { [$0.string] } ?? []
        let directories = StatusReading.directories + named
        let reading = try options.withHost { try StatusReading($0, directories: directories) }
        guard let reading else { throw NoStatus(directories: directories) }
        switch output {
        case .text: try StandardStreams.writeDocument(reading.screen(.terminal))
        case .json: try StandardStreams.writeDocument(reading.document.jsonText)
        }
        guard reading.isRunning != false, reading.status.unreadiness == nil else { throw ExitCode.failure }
    }
}

/// No agent has left a status file where this user may look.
struct NoStatus: Error, CustomStringConvertible {
    let directories: [String]

    var description: String {
        "There is no status file in \(directories.joined(separator: " or ")): apusd does not run here, or this user may not "
            + "see it. Try it with sudo; `apus doctor` says more."
    }
}
