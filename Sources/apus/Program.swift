import ArgumentParser

@main
enum Program {
    static func main() async {
        StandardStreams.reserve()
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

    /// As ArgumentParser would, but for what a stranger's text in the message could do to the terminal.
    private static func end(with error: any Error) -> Never {
        let status = Apus.exitCode(for: error)
        // Help and the version are our own words.
        if status.isSuccess { Apus.exit(withError: error) }
        let message = Apus.fullMessage(for: error)
        if !message.isEmpty { StandardStreams.tell(lines: message) }
        Apus.exit(withError: status)
    }
}
