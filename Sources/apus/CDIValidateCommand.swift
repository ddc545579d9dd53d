import ArgumentParser
import CDI
import CDIDirectory
import PrintableText
import SystemPackage

struct CDIValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Say for each file whether it is a valid CDI spec, and all that is wrong with it.",
        discussion: """
            Each line says where a fault is, and whether container runtimes read the file all the same. Exit status 1 if \
            a file has a fault.
            """)

    @Argument(help: "The files, JSON or YAML.", completion: .file())
    var files: [String]

    /// Taken for the sake of scripts that give every subcommand the same options; a file is what it is on any host.
    @OptionGroup var options: HostOptions

    func run() throws {
        var faulty = 0
        for file in files {
            let verdict = CDIDirectory.reading(of: FilePath(file))
            if let spec = verdict.spec, verdict.findings.isEmpty {
                let devices = spec.devices.count == 1 ? "1 device" : "\(spec.devices.count) devices"
                try StandardStreams.writeDocument(
                    "\(file.printable): valid, \(spec.kind), \(devices), cdiVersion \(spec.version)\n")
            } else {
                faulty += 1
                try StandardStreams.writeDocument(verdict.findings.map { "\(file):\($0)".printable + "\n" }.joined())
            }
        }
        if faulty > 0 { throw ExitCode.failure }
    }
}
