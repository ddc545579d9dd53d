import AgentConfiguration
import ArgumentParser
import Documents
import PrintableText
import SystemPackage

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show or check the configuration.",
        subcommands: [Show.self, Check.self])

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show the values in force, defaults included, as a configuration file.",
            discussion: "-o table has every key, also without a value, and whether it is a default or given.")

        enum Form: String, CaseIterable, ExpressibleByArgument {
            case yaml, table
        }

        @Option(name: .shortAndLong, help: "The form.")
        var output: Form = .yaml

        @OptionGroup var options: ConfigurationOption

        func run() throws {
            switch output {
            case .yaml: try StandardStreams.writeDocument(try options.configuration().json.yamlText)
            case .table:
                let rows = try Configuration.rows(of: options.config.map { FilePath($0) })
                let widths = (rows.map(\.key.count).max() ?? 0, rows.map(\.value.count).max() ?? 0)
                let lines = rows.map { row in
                    let gaps = (widths.0 - row.key.count + 2, min(widths.1, 40) - row.value.count + 2)
                    return row.key + String(repeating: " ", count: gaps.0) + row.value.printable
                        + String(repeating: " ", count: max(2, gaps.1)) + row.origin.printable + "\n"
                }
                try StandardStreams.writeDocument(lines.joined())
            }
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Say whether a configuration can be used, and all that is wrong with it.",
            discussion: "Exit status 1 if it cannot be used.")

        @OptionGroup var options: ConfigurationOption

        func run() throws {
            _ = try options.configuration()
            StandardStreams.tell("\(options.source): no problems.")
        }
    }
}
