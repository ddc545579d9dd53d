import AgentConfiguration
import ArgumentParser
import Files

@main
enum Program {
    static func main() async {
        StandardDescriptors.reserve()
        do {
            var command = try Apus.parseAsRoot()
            if var lasting = command as? any AsyncParsableCommand {
                try await lasting.run()
            } else {
                try command.run()
            }
        } catch {
            end(with: error)
        }
    }

    /// Names the subcommand that somebody who mistyped one probably meant.
    private static func withSuggestion(_ message: String) -> String {
        let words = CommandLine.arguments.dropFirst()
        guard let first = words.first else { return message }
        let (typed, commands) =
            first == "cdi" || first == "config"
            ? (
                words.dropFirst().first,
                (first == "cdi" ? CDICommand.configuration : ConfigCommand.configuration).subcommands
            )
            : (first, Apus.configuration.subcommands)
        guard let typed, message.hasPrefix("Error: Unexpected argument '\(typed)'") else { return message }
        let names = commands.filter { $0.configuration.shouldDisplay }.compactMap { $0.configuration.commandName }
        guard let word = NearestWord(to: typed, among: names).word else { return message }
        var lines = message.split(separator: "\n", omittingEmptySubsequences: false)
        lines[0] += ". Did you mean '\(word)'?"
        return lines.joined(separator: "\n")
    }

    /// As ArgumentParser would, but for what a stranger's text in the message could do to the terminal.
    private static func end(with error: any Error) -> Never {
        let status = Apus.exitCode(for: error)
        // Help and the version are our own words.
        if status.isSuccess { Apus.exit(withError: error) }
        let message = withSuggestion(Apus.fullMessage(for: error))
        if !message.isEmpty { StandardStreams.tell(lines: message) }
        Apus.exit(withError: status)
    }
}
