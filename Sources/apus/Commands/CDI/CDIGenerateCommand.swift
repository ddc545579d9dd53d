import AgentConfiguration
import ArgumentParser
import CDI
import CDIDirectory
import Files
import Sysfs
import SystemPackage

struct CDIGenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Write the CDI spec of the accelerators.",
        usage: "apus cdi generate [<options>]",
        discussion: """
            The spec goes to standard output, or with --output-dir into a file there, which appears as a whole or not \
            at all. A machine that offers nothing has no spec: its file is removed, since CDI allows no empty one. A \
            warning names each file of others that keeps container runtimes from injecting these devices.
            """)

    @Option(
        help: ArgumentHelp("Write the file of the spec's kind here, such as apus.dev-gpu.json.", valueName: "dir"),
        completion: .directory)
    var outputDir: String?

    @OptionGroup var options: HostOptions

    func run() throws {
        let configuration = try options.configuration()
        let inventory = try options.inventory(configuration)
        // Links can be staged beside a file alone, and for this machine alone.
        let links = outputDir.flatMap { outputDir in
            options.host != nil
                ? nil
                : NodeLinks(
                    of: inventory,
                    below: CDIDirectory(FilePath(outputDir)).linkDirectory(of: configuration.cdiKind).string)
        }
        let spec = CDISpec(
            inventory: inventory, kind: configuration.cdiKind, roles: configuration.nvidiaRoles, links: links)
        if spec == nil {
            StandardStreams.tellOfNothing(in: inventory, instead: "No spec: nothing is offered.")
        }
        guard let outputDir else {
            if let spec { try StandardStreams.writeDocument(spec.fileText) }
            return
        }
        let directory = CDIDirectory(FilePath(outputDir))
        try checkParent(of: directory.path)
        try write(spec, links, configuration.cdiKind, to: directory)
        for conflict in directory.conflicts(with: spec, of: configuration.cdiKind) {
            StandardStreams.tell("Warning: \(conflict)")
        }
    }

    /// A directory whose parent is missing as well is more likely a slip of the pen than a wish.
    private func checkParent(of directory: FilePath) throws {
        let parent = directory.removingLastComponent()
        guard !parent.isEmpty, !HostRoot.isDirectory(parent.string) else { return }
        throw MissingParent(directory: directory.string, parent: parent.string)
    }

    private func write(
        _ spec: CDISpec?, _ links: NodeLinks?, _ kind: CDIKind, to directory: CDIDirectory
    ) throws {
        let file = directory.path.appending(kind.fileName)
        if spec != nil, let links { try directory.stage(links, of: kind) }
        defer { try? directory.removeLinks(but: spec == nil ? nil : links, of: kind) }
        guard let spec else {
            if try directory.remove(kind) { StandardStreams.tell("\(file) removed.") }
            return
        }
        switch try directory.write(spec) {
        case .written: StandardStreams.tell("\(file) written.")
        case .unchanged: StandardStreams.tell("\(file) is up to date.")
        }
    }
}

struct MissingParent: Error, CustomStringConvertible {
    let directory: String
    let parent: String

    var description: String {
        "The directory \(directory) is not made, because \(parent) is no directory. Make that first."
    }
}
