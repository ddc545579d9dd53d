import AgentConfiguration
import ArgumentParser
import DriverFacts
import Hardware
import Recording
import Survey
import Sysfs
import SystemPackage

/// Which machine a command is about, and by which configuration.
struct HostOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A directory that holds a machine's sys (and dev and proc), or a recording; this machine without it.",
            valueName: "directory|recording"), completion: .file())
    var host: String?

    @Option(
        help: ArgumentHelp(
            "Where NVIDIA's driver is installed; stronger than cdi.nvidia.driverRoot.", valueName: "directory"),
        completion: .directory)
    var driverRoot: String?

    @OptionGroup var file: ConfigurationOption

    func validate() throws {
        guard driverRoot?.hasPrefix("/") ?? true else {
            throw ValidationError("--driver-root takes an absolute path, as the host has it.")
        }
    }

    /// Opens the host for as long as `use` runs.
    func withHost<Result>(_ use: (HostRoot) throws -> Result) throws -> Result { try HostRoot.with(host, use) }

    func configuration() throws -> Configuration {
        var configuration = try file.configuration()
        if let driverRoot { configuration.nvidiaDriverRoot = FilePath(driverRoot) }
        return configuration
    }

    func inventory(_ configuration: Configuration) throws -> Inventory {
        try withHost { try $0.inventory(configuration) }
    }
}

/// By which configuration a command works.
struct ConfigurationOption: ParsableArguments {
    @Option(
        help: ArgumentHelp("The configuration file; /etc/apus/config.yaml if there.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    func configuration() throws -> Configuration {
        try Configuration.load(from: config.map { FilePath($0) })
    }

    /// Where the configuration comes from, for people.
    var source: String {
        if let config { return config }
        let file = Configuration.standardFile.string
        return HostRoot.machine.exists(file) ? file : "No \(file), so the defaults are in force"
    }
}

extension HostRoot {
    /// Opens what a person named, this machine where nothing was, for as long as `use` runs.
    static func with<Result>(_ path: String?, _ use: (HostRoot) throws -> Result) throws -> Result {
        guard let path else { return try use(.machine) }
        if isDirectory(path) { return try use(HostRoot(directory: path)) }
        let recorded = try RecordedHost(recording: path, endsBySignal: true)
        return try use(recorded.root)
    }

    /// For a driver's answer: without persistence mode, its library takes up to 3 s for each GPU.
    private static let patience = Duration.seconds(10)

    func inventory(_ configuration: Configuration) throws -> Inventory {
        // This very program, whatever has been installed in its place meanwhile.
        let helper = FactsHelper("/proc/self/exe", within: Self.patience)
        let facts = isMachine ? DriverFactsMemory(helper, patience: Self.patience) : nil
        return try TerminalProgress.showing("PCI functions read") { progress in
            try Survey(of: self, rules: SurveyRules(configuration), facts: facts, progress: progress).inventory()
        }
    }
}
