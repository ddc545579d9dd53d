import ArgumentParser
import CDI
import PrintableText
import CDIDirectory
import Sysfs
import SystemPackage

struct CDIListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the names that container runtimes can inject, and the files they come from.",
        discussion: "Names that two files of one directory define are not listed: no runtime resolves them.")

    @Option(
        help: ArgumentHelp("A spec directory; repeat it with the highest priority last.", valueName: "dir"),
        completion: .directory)
    var specDir: [String] = []

    @OptionGroup var options: HostOptions

    func run() throws {
        let index = try options.withHost { host in
            let directories =
                specDir.isEmpty
                ? CDIDirectory.standard.map { CDIDirectory(FilePath(host.path($0.path.string))) }
                : specDir.map { CDIDirectory(FilePath($0)) }
            return SpecIndex(directories: try directories.map { try $0.files() })
        }
        try StandardStreams.writeDocument(index.devices.map { "\($0.name)\t\($0.file.printable)\n" }.joined())
        for device in index.devices where !device.shadowed.isEmpty {
            let files = device.shadowed.joined(separator: ", ")
            StandardStreams.tell("\(device.name): \(device.file) wins over \(files).")
        }
        for conflict in index.conflicts {
            let files = conflict.files.joined(separator: " and ")
            StandardStreams.tell("\(conflict.name) cannot be resolved: \(files) both define it.")
        }
        for file in index.refused {
            StandardStreams.tell("\(file.path) gives no names; `apus cdi validate \(file.path)` says why.")
        }
    }
}
