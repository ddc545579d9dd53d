import ArgumentParser
import Version

struct Apus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apus",
        abstract: "Shows a machine's GPUs, accelerators and SR-IOV virtual functions, and describes them for others.",
        discussion: """
            Documents go to standard output, and nothing else does; what is meant for people goes to standard error.

            Examples:
              apus inventory                      what this machine has
              apus inventory --all -o wide        everything, and why it is not offered
              apus explain 0                      all about one device
              apus doctor                         what is wrong, and what mends it
              apus status                         how the agent of this machine stands
              sudo apus cdi --output-dir /run/cdi let runtimes inject devices by name
              apus slices | kubectl apply -f -    announce the devices to a cluster
              apus watch                          changes of the devices as they happen
              apus topology --svg topology.svg    sockets, switches, cards, their links
              apus record FILE                    write this machine down, and
              apus inventory --host FILE          tell about it anywhere

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
