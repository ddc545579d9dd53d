import AgentConfiguration
import AgentLoop
import CDI
import DriverFacts
import DriverFiles
import Glibc
import Hardware
import HostEvents
import LibPCI
import Recording
import Survey
import Sysfs
import SystemPackage

/// The machine that the daemon is about: this one, or another that a directory or a recording holds.
final class ObservedHost: Sendable {
    /// What people call it.
    let name: String
    private let root: HostRoot
    /// Reads pci.ids once, and not for every survey.
    private let names = ProductNames()
    private let driverFiles = DriverFilesMemory()
    /// Remembers what drivers have told, and asks only those of this machine.
    private let facts: DriverFactsMemory
    private let lateFacts = LateFacts()
    /// Keeps the files of a recording for as long as they are looked at.
    private let recording: Recording?

    private struct Recording: ~Copyable {
        let host: RecordedHost
    }

    init(_ path: String?) throws {
        facts = DriverFactsMemory(
            FactsHelper(Self.commandBesideThis, within: .seconds(30)), patience: .seconds(2)
        ) { [lateFacts] in lateFacts.announce() }
        guard let path else {
            name = "this machine"
            root = .machine
            recording = nil
            return
        }
        name = path
        if HostRoot.isDirectory(path) {
            // Directories are watched by their absolute paths.
            root = try HostRoot(directory: Self.absolute(path))
            recording = nil
        } else {
            let host = try RecordedHost(recording: path)
            root = host.root
            recording = Recording(host: host)
        }
    }

    private static func absolute(_ path: String) -> String {
        guard let real = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }

    /// Packages install the two programs together.
    private static var commandBesideThis: String {
        let directory = HostRoot.machine.link("/proc/self/exe").map { FilePath($0).removingLastComponent() }
        return (directory ?? "/usr/bin").appending("apus").string
    }

    func essentials(_ rules: SurveyRules) throws -> Inventory { try survey(rules).essentials() }

    func completing(_ inventory: Inventory, _ rules: SurveyRules) -> Inventory { survey(rules).completing(inventory) }

    private func survey(_ rules: SurveyRules) -> Survey {
        Survey(
            of: root, rules: rules, names: names, facts: root.isMachine ? facts : nil, driverFiles: driverFiles)
    }

    /// What notices changes of the machine. A directory that stands for one announces them as files do: whoever changes
    /// anything but nodes that programs make touches its list of PCI functions afterwards.
    func sources(
        specs: [FilePath], besides claims: CDIKind, driversBelow hostRoot: FilePath?, observer: any AgentObserver
    ) -> [any ChangeSource] {
        let nodes = DirectoryChanges.nodes(below: FilePath(root.path("/dev")))
        let watched = NVIDIADriverFiles.watched + [(HabanaConfiguration.directory, "")]
        let drivers = watched.map { directory, prefix in
            WatchedDirectory(
                FilePath(hostRoot.map { $0.string + directory } ?? root.path(directory)), of: .nodes,
                names: .prefixed(prefix))
        }.filter { !Self.isClosed($0.path) }
        guard !root.isMachine else {
            let directories = DirectoryChanges(
                specs: specs, besides: claims, devices: nodes + drivers, observer: observer)
            return [UdevChanges(), directories, lateFacts]
        }
        let bus = WatchedDirectory(FilePath(root.path("/sys/bus/pci/devices")), of: .files)
        return [
            DirectoryChanges(specs: specs, besides: claims, devices: [bus] + nodes + drivers, observer: observer)
        ]
    }

    /// What this process may not look into is absent for its surveys, too, and no reason to warn: a driver may be in many
    /// places, and the unit hides those below /home.
    private static func isClosed(_ directory: FilePath) -> Bool {
        do throws(Errno) {
            _ = try Stat(directory)
            return false
        } catch {
            return error == .permissionDenied
        }
    }
}
