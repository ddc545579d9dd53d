import ArgumentParser

struct CDICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cdi",
        abstract: "Write, list and check CDI specs, by which container runtimes inject devices.",
        discussion: """
            Examples:
              apus cdi                               the spec of this machine
              apus cdi --output-dir /run/cdi         where podman, docker, containerd and CRI-O look
              podman run --device apus.dev/gpu=all …
              apus cdi list                          what runtimes can inject now
              apus cdi validate /etc/cdi/*.json
            """,
        subcommands: [CDIGenerateCommand.self, CDIListCommand.self, CDIValidateCommand.self],
        defaultSubcommand: CDIGenerateCommand.self)
}
