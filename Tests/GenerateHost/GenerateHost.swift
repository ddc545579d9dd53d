import ArgumentParser
import DriverFiles
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

    @Flag(help: "Add the 46 libraries of NVIDIA's driver.")
    var driverFiles = false

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
        var host = HostBuilder.generated(
            physicalFunctions: physicalFunctions, virtualFunctions: virtualFunctions, plain: plain, card: card)
        if driverFiles { addDriverFiles(to: &host) }
        if recording {
            try host.writeRecording(to: destination)
        } else {
            try host.write(to: destination)
        }
    }
}

extension GenerateHost {
    /// As many as a current driver has, with the names of its own where their number matters less than their kind.
    private func addDriverFiles(to host: inout HostBuilder) {
        let known = ["cuda", "nvidia-ml", "nvidia-ptxjitcompiler", "nvidia-nvvm", "nvidia-gpucomp", "EGL_nvidia"]
        let directory = "usr/lib/x86_64-linux-gnu"
        for stem in known + (0..<(46 - known.count)).map({ "nvidia-part\($0)" }) {
            let library = SharedObject(machine: .x86_64, name: "lib\(stem).so.1")
            host.setFile("\(directory)/lib\(stem).so.580.65.06", to: library.minimalFile)
            host.setLink("\(directory)/lib\(stem).so.1", to: "lib\(stem).so.580.65.06")
        }
        // Libraries count by what the driver's own list says they are for.
        let rows = (0..<(46 - known.count)).map {
            #"{"name": "libnvidia-part\#($0).so.580.65.06", "type": "LIB", "category": "cuda"}"#
        }
        host.setFile(
            "usr/share/nvidia/files.d/sandboxutils-filelist.json", to: "[\(rows.joined(separator: ", "))]\n")
    }
}

extension GeneratedCard: ExpressibleByArgument {}
