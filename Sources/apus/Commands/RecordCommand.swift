import ArgumentParser
import Files
import Recording
import SystemPackage

struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Write down what discovery reads of a machine, to replay it anywhere.",
        usage: "apus record [<file>] [<options>]",
        discussion: """
            The recording is umockdev's device description: text, one paragraph a device. It holds the accelerators, \
            the bridges above them, their PF and VF relatives and IOMMU groups, their nodes, and files of their \
            drivers. It holds serial numbers, unless --anonymize is given.

            Examples:
              apus record node7.umockdev --anonymize
              apus inventory --host node7.umockdev
              umockdev-run -d node7.umockdev -- lspci
            """)

    @Argument(
        help: "The file to write, as a whole or not at all; standard output without it.", completion: .file())
    var file: String?

    @Flag(help: "Replace serial numbers, unique ids, MAC addresses and the machine's name.")
    var anonymize = false

    @OptionGroup var options: HostOptions

    func run() throws {
        let configuration = try options.configuration()
        let records = try options.withHost { host in
            let recorder = Recorder(host, inventory: try host.inventory(configuration), isAnonymous: anonymize)
            return TerminalProgress.showing("PCI functions recorded") { recorder.records(progress: $0) }
        }
        guard let file else { return try StandardStreams.writeDocument(records.joined()) }
        try AtomicFile(FilePath(file)).write(Array(records.joined().utf8))
        StandardStreams.tell("\(file): \(records.count) devices recorded.")
    }
}
