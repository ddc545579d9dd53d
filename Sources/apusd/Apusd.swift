import AgentConfiguration
import ArgumentParser
import CLinux
import Files
import Glibc
import Operations
import SystemPackage
import Version

@main
struct Apusd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apusd",
        abstract: "Keeps this node's CDI specs and ResourceSlices what its accelerators are.",
        discussion: """
            It writes the CDI spec that container runtimes read, hands ResourceSlices to the configured sinks, and does \
            both again within milliseconds of a change. SIGHUP reads the configuration again.

            Exit status: 0 done, 1 failed, 64 wrong usage, 78 faulty configuration; of --once also 75: written, but a \
            device is not ready yet.
            """,
        version: Version.description)

    @Option(
        help: ArgumentHelp("The configuration file; /etc/apus/config.yaml if there.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "Where the agent keeps what it must not forget; by default what the configuration says, what systemd says, "
                + "or /var/lib/apus.", valueName: "directory"), completion: .directory)
    var stateDirectory: String?

    @Option(
        help: ArgumentHelp(
            "A directory that holds a machine's sys, dev and proc, or a recording; this machine without it.",
            valueName: "directory|recording"),
        completion: .file())
    var host: String?

    @Flag(help: "Survey the machine, write and publish once, and end.")
    var once = false

    func run() async throws {
        let daemon: Daemon
        do {
            daemon = try await makeDaemon()
        } catch let error as ConfigurationError where error.isLasting {
            StandardError.tell("Error: \(error)")
            throw ExitCode(ExitStatus.misconfigured.rawValue)
        }
        if once {
            let status = try await daemon.runOnce()
            guard status == .done else { throw ExitCode(status.rawValue) }
        } else {
            try await daemon.run()
        }
    }

    /// Waits where another agent is at work that this one is to take over from: an update of a DaemonSet starts the new
    /// pod first. Everywhere else it is a mistake to start a second one.
    private func makeDaemon() async throws -> Daemon {
        var isTold = false
        while true {
            do {
                return try Daemon(
                    ConfigurationSource(config.map { FilePath($0) }),
                    stateDirectory: stateDirectory.map { FilePath($0) }, host: host)
            } catch let error as StateError {
                guard case .held = error, !once, Daemon.environment["POD_UID"] != nil else { throw error }
                if !isTold { StandardError.tell("apusd takes over as soon as the other one ends. \(error)") }
                isTold = true
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    static func main() async {
        StandardDescriptors.reserve()
        if let shortage = ResourceLimits.shortage {
            StandardError.tell("Error: \(shortage)")
            Glibc.exit(ExitStatus.failed.rawValue)
        }
        // Until the handlers are there a reload must not end the agent, and a reader that has gone never may.
        signal(SIGHUP, SIG_IGN)
        signal(SIGPIPE, SIG_IGN)
        // By default each thread keeps what it has freed for itself: with a cluster and 650 devices that is twice the memory.
        mallopt(M_ARENA_MAX, 1)
        // One thread for all connections: they are few, and each thread costs memory.
        unsafe setenv("NIO_SINGLETON_GROUP_LOOP_COUNT", "1", 0)
        await main(nil)
    }
}
