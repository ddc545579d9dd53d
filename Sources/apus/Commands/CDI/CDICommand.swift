import ArgumentParser

struct CDICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cdi",
        abstract: "Write, list and check CDI specs, by which container runtimes inject devices.",
        discussion: """
            Examples:
              apus cdi                               the spec of this machine
              sudo apus cdi --output-dir /run/cdi    where container runtimes look
              podman run --device apus.dev/gpu=all …
              apus cdi list                          what runtimes can inject now
              apus cdi validate /etc/cdi/*.json
            """,
        subcommands: [CDIGenerateCommand.self, CDIListCommand.self, CDIValidateCommand.self],
        defaultSubcommand: CDIGenerateCommand.self)
}
