import ArgumentParser
import HostBuilding

/// Writes a large machine as a directory, to measure with and to look at.
@main
struct GenerateHost: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate-host",
        abstract: "Write a machine with many GPUs as a directory that holds sys, proc and dev.",
        discussion: "650 functions: generate-host --physical-functions 10 --virtual-functions 64 DIRECTORY")

    @Option(help: "How many cards have virtual functions.")
    var physicalFunctions = 10

    @Option(help: "How many virtual functions each of them has.")
    var virtualFunctions = 64

    @Option(help: "How many further cards have none.")
    var plain = 0

    @Option(help: "Whose cards they are: intel, amd or nvidia.")
    var card = GeneratedCard.intel

    @Flag(help: "Write one recording instead of a directory.")
    var recording = false

    @Argument(help: "Where to write; a directory must be empty or not there yet.")
    var destination: String

    func validate() throws {
        guard physicalFunctions >= 0, plain >= 0 else { throw ValidationError("Numbers of cards start at 0.") }
        // Bus, device and function of a virtual function are 16 bits, and a card's first bus is not 0.
        guard 0...65_000 ~= virtualFunctions else {
            throw ValidationError("A card has 0 to 65000 virtual functions.")
        }
    }

    func run() throws {
        let host = HostBuilder.generated(
            physicalFunctions: physicalFunctions, virtualFunctions: virtualFunctions, plain: plain, card: card)
        if recording {
            try host.writeRecording(to: destination)
        } else {
            try host.write(to: destination)
        }
    }
}

extension GeneratedCard: ExpressibleByArgument {}
