import ArgumentParser
import Glibc
import Measurement

/// Takes a function of a generated machine away and gives it back, over and over, and says how long the daemon needs
/// each time until its CDI file has been renamed into place.
@main
struct MeasureLatency: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure-latency",
        abstract: "Measure how long apusd --host HOST takes from a change to its CDI file.",
        discussion: "Prints p50, p99 and the longest time in milliseconds.")

    @Option(help: "How many changes to make.")
    var changes = 1000

    @Option(help: "Milliseconds between a file and the next change; up to half of it more, at random.")
    var pause = 60

    @Argument(help: "The directory that stands for the machine.")
    var host: String

    @Argument(help: "The directory of the CDI file.")
    var specs: String

    @Argument(help: "The PCI function that comes and goes.")
    var function: String

    func validate() throws {
        guard changes > 0 else { throw ValidationError("Make at least one change.") }
        guard pause >= 0 else { throw ValidationError("A pause is not negative.") }
    }

    func run() async throws {
        let renames = try Renames(in: specs)
        let function = try ToggledFunction(function, of: host)
        defer { try? function.restore() }
        var times: [Duration] = []
        for _ in 0..<changes {
            try await Task.sleep(for: .microseconds(pause * Int.random(in: 1000...1500)))
            renames.forget()
            let start = ContinuousClock.now
            try function.toggle()
            try renames.awaitNext()
            times.append(start.duration(to: .now))
        }
        times.sort()
        print(
            Self.text(times[times.count / 2]), Self.text(times[times.count * 99 / 100]),
            Self.text(times[times.count - 1]))
    }

    /// Milliseconds with one digit behind the point.
    private static func text(_ time: Duration) -> String {
        let tenths = Int((time / .microseconds(100)).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
