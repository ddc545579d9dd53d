import ArgumentParser

struct CDICommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "cdi", abstract: "CDI specs.")
}
