import ArgumentParser
import Version

struct Apus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apus",
        abstract: "Shows a machine's GPUs, accelerators and SR-IOV virtual functions, and describes them for others.",
        discussion: """
            Documents go to standard output, and nothing else does; what is meant for people goes to standard error.

            Examples:
              apus inventory                         what this machine has
              apus inventory --all -o wide           everything, and why something is not offered
              apus explain 0                         all about one device
              apus doctor                            what is wrong, and the command that mends it
              apus status                            how the agent of this machine stands
              apus cdi --output-dir /run/cdi         let container runtimes inject devices by name
              apus slices | kubectl apply -f -       announce the devices to a Kubernetes cluster
              apus watch                             changes of the devices as they happen
              apus topology --svg topology.svg       a drawing of sockets, switches, cards and their links
              apus record machine.umockdev           write this machine down
              apus inventory --host machine.umockdev tell about that machine anywhere

            Exit status: 0 done, 1 failed or problems found, 64 wrong usage.
            """,
        version: Version.description,
        subcommands: [
            InventoryCommand.self, ExplainCommand.self, DoctorCommand.self, StatusCommand.self, TopologyCommand.self,
            WatchCommand.self,
            DiffCommand.self, CDICommand.self, SlicesCommand.self, RecordCommand.self, ConfigCommand.self,
            DriverFactsCommand.self,
        ])
}
