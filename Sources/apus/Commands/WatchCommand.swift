import AgentConfiguration
import ArgumentParser
import Documents
import Glibc
import Hardware
import HostEvents
import InventoryViews
import LibPCI
import PrintableText
import StatusFile
import Survey
import Sysfs
import SystemPackage

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Show changes of the devices as they happen, a line each, until it is interrupted.",
        usage: "apus watch [<options>]",
        discussion: """
            It needs no privilege and no daemon. A host can be a directory, which is watched as apusd would; a recording \
            never changes.

            Examples:
              apus watch
              apus watch -o json | while read -r change; do …; done
            """)

    enum Form: String, CaseIterable, ExpressibleByArgument {
        case text, json
    }

    @Option(name: .shortAndLong, help: "The form; json has an object on each line.")
    var output: Form = .text

    @OptionGroup var options: HostOptions

    func run() async throws {
        let rules = SurveyRules(try options.configuration())
        let root = try watchedRoot()
        let names = ProductNames()
        let surveys = RepeatedSurvey { try Survey(of: root, rules: rules, names: names).inventory() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            Self.addSources(of: root, to: &group) { surveys.notify() }
            try await surveys.run { try tell(from: $0, to: $1) }
        }
    }

    private func watchedRoot() throws -> HostRoot {
        guard let host = options.host else { return .machine }
        guard HostRoot.isDirectory(host) else {
            throw ValidationError("The recording \(host) never changes; give a directory, or nothing for this machine.")
        }
        let real = unsafe realpath(host, nil)
        defer { unsafe free(real) }
        return try HostRoot(directory: unsafe real.map { unsafe String(cString: $0) } ?? host)
    }

    private static func addSources(
        of root: HostRoot, to group: inout ThrowingTaskGroup<Void, any Error>, wake: @escaping @Sendable () -> Void
    ) {
        if root.isMachine {
            group.addTask { try await UdevMonitor().run(started: wake) { _ in wake() } }
        }
        let dev = FilePath(root.path("/dev"))
        var directories = [
            WatchedDirectory(dev, of: .nodes, names: .prefixed("nvidia")),
            WatchedDirectory(dev.appending("nvidia-caps"), of: .nodes),
        ]
        if !root.isMachine {
            directories.append(WatchedDirectory(FilePath(root.path("/sys/bus/pci/devices")), of: .files))
        }
        let watch = DirectoryWatch(directories)
        group.addTask {
            try await watch.run(started: wake, unwatched: { _, _ in }, report: { _ in wake() })
        }
    }

    private func tell(from old: Inventory?, to new: Inventory) throws {
        guard let old else {
            return StandardStreams.tell("Watching \(new.summary). Control-C ends it.")
        }
        let time = Timestamp.now().description
        for change in DeviceChange.all(from: old, to: new) {
            switch output {
            case .text: try StandardStreams.writeDocument("\(time) \(change.description.printable)\n")
            case .json:
                let document = JSONValue.object(known: [
                    "time": .string(time), "change": .string("\(change.kind)"),
                    "name": .string(change.name.description), "address": .string(change.address.description),
                    "state": .string(change.state), "reason": change.reason.map { .string($0) },
                    "description": .string(change.description),
                ])
                try StandardStreams.writeDocument(document.compactJSONText + "\n")
            }
        }
    }
}
