import AgentConfiguration
import ArgumentParser
import Documents

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show or check the configuration.",
        subcommands: [Show.self, Check.self])

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show the values in force, defaults included, as a configuration file.")

        @OptionGroup var options: HostOptions

        func run() throws {
            try StandardStreams.writeDocument(try options.configuration().json.yamlText)
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Say whether a configuration can be used, and all that is wrong with it.",
            discussion: "Exit status 1 if it cannot be used.")

        @OptionGroup var options: HostOptions

        func run() throws {
            _ = try options.configuration()
            StandardStreams.tell("\(options.file.source): no problems.")
        }
    }
}
