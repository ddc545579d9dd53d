import ArgumentParser
import CDI
import CDIDirectory
import Files
import PrintableText
import Sysfs
import SystemPackage

struct CDIValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Say for each file whether it is a valid CDI spec, and all that is wrong with it.",
        discussion: """
            Each line says where a fault is, and whether container runtimes read the file all the same. Exit status 1 if \
            a file has a fault. Nodes that this machine does not have are named on standard error: a container that asks \
            for them is not made.

            Examples:
              apus cdi validate /run/cdi/*.json
              apus cdi | apus cdi validate -
            """)

    @Argument(help: "The files or pipes, JSON or YAML; - is standard input.", completion: .file())
    var files: [String]

    func run() throws {
        var faulty = 0
        for file in files {
            let verdict = Self.isPipe(file) ? Self.pipe(file) : CDIDirectory.reading(of: FilePath(file))
            if let spec = verdict.spec, verdict.findings.isEmpty {
                try StandardStreams.writeDocument(
                    "\(file.printable): valid, \(spec.kind), \(Self.summary(of: spec)), cdiVersion \(spec.version)\n")
                tellOfMissingNodes(spec, file)
            } else {
                faulty += 1
                try StandardStreams.writeDocument(verdict.findings.map { "\(file):\($0)".printable + "\n" }.joined())
            }
        }
        if faulty > 0 { throw ExitCode.failure }
    }

    /// Standard input, or what a shell makes of `<(…)`.
    private static func isPipe(_ file: String) -> Bool { file == "-" || (try? Stat(FilePath(file)).type) == .fifo }

    private static func pipe(_ file: String) -> SpecReading {
        do {
            let path = file == "-" ? "/dev/stdin" : FilePath(file)
            return SpecReading(try Descriptor(path).content(limit: CDIDirectory.largestFile))
        } catch {
            return SpecReading(fault: "\(file == "-" ? "Standard input" : "The pipe") cannot be read: \(error).")
        }
    }

    /// `2 devices by 6 names`: names that follow one another with the same edits are one device's.
    private static func summary(of spec: CDISpec) -> String {
        var devices = 0
        var previous: ContainerEdits?
        for device in spec.devices where device.name != "all" {
            if device.edits != previous { devices += 1 }
            previous = device.edits
        }
        devices = max(devices, 1)
        let names = spec.devices.count
        return "\(devices) device\(devices == 1 ? "" : "s") by \(names) name\(names == 1 ? "" : "s")"
    }

    private func tellOfMissingNodes(_ spec: CDISpec, _ file: String) {
        let nodes = spec.edits.deviceNodes + spec.devices.flatMap(\.edits.deviceNodes)
        var missing: [String] = []
        for node in nodes where node.major == nil {
            let path = node.hostPath ?? node.path
            if !missing.contains(path), !HostRoot.machine.hasNode(path) { missing.append(path) }
        }
        guard let first = missing.first else { return }
        let more = missing.count == 1 ? "" : " and \(missing.count - 1) more"
        StandardStreams.tell("\(file): this machine has no \(first)\(more).")
    }
}
