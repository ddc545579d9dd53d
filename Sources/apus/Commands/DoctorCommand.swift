import AgentConfiguration
import ArgumentParser
import CDI
import Diagnosis
import Documents
import Glibc
import InventoryViews
import Survey
import SystemPackage

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check this machine from the devices to the container runtimes, and say what mends what is wrong.",
        usage: "apus doctor [<options>]",
        discussion: """
            Each line has a verdict, what was seen, and below it the command that mends it. Nothing is changed. It works \
            without root, and says what it could not see. Exit status 1 if a check failed.

            Examples:
              apus doctor
              apus doctor -o json | jq '.findings[] | select(.verdict == "failure")'
              apus doctor --host captures/node7
            """)

    enum Form: String, CaseIterable, ExpressibleByArgument {
        case text, json
    }

    @Option(name: .shortAndLong, help: "The form.")
    var output: Form = .text

    @OptionGroup var options: HostOptions

    func run() throws {
        let configuration = try options.configuration()
        let diagnosis = try options.withHost { host in
            let inventory = try host.inventory(configuration)
            let spec = CDISpec(
                inventory: inventory, kind: configuration.cdiKind, roles: configuration.nvidiaRoles)
            return Diagnosis(
                of: host, inventory: inventory, spec: spec, kind: configuration.cdiKind,
                directory: configuration.cdiDirectory.string, year: Self.year)
        }
        switch output {
        case .text: try StandardStreams.writeDocument(diagnosis.screen(.terminal))
        case .json: try StandardStreams.writeDocument(diagnosis.document.jsonText)
        }
        if diagnosis.hasFailed { throw ExitCode.failure }
    }

    /// The current one, near enough to judge the age of a list: by the mean length of a year.
    private static var year: Int { 1970 + time(nil) / 31_556_952 }
}
