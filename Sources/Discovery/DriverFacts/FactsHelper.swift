package import Documents
internal import Hardware
private import SystemPackage

/// Asks a driver in a process of its own, since their libraries have crashed and blocked their callers: the subcommand `driver-facts` of `apus`.
package struct FactsHelper: Sendable {
    private let program: String
    private let limit: Duration

    /// `apus` itself, or a program that takes its place.
    package init(_ program: String, within limit: Duration) {
        self.program = program
        self.limit = limit
    }

    func facts(_ question: DriverFactsQuestion) -> Result<DriverFacts, FactsRefusal> {
        do throws(HelperFailure) {
            let output = try HelperProcess.output(
                of: program, Self.arguments(question), within: limit, atMost: Self.largestOutput)
            guard let json = try? JSONValue.reading(json: output) else { throw .unintelligible }
            if let reason = json["refused"]?.text { return .failure(FactsRefusal(reason: reason)) }
            guard let facts = DriverFacts(json: json) else { throw .unintelligible }
            return .success(facts)
        } catch {
            return .failure(FactsRefusal(reason: error.description))
        }
    }

    package static let subcommand = "driver-facts"

    private static func arguments(_ question: DriverFactsQuestion) -> [String] {
        switch question.recipient {
        case .library(let path, _): [subcommand, "--library", path] + question.gpus.map(\.address.description)
        case .driver(let driver):
            [subcommand, "--driver", driver.rawValue] + question.gpus.map { "\($0.address)=\($0.node ?? "")" }
        }
    }

    /// What the subcommand writes where the library tells nothing.
    package static func refusal(_ error: NVMLError) -> JSONValue { ["refused": .string(error.description)] }

    /// Enough for dozens of GPUs with all their instances.
    private static let largestOutput = 1 << 18
}

/// Why there are no facts: a sentence without a final stop.
package struct FactsRefusal: Error, Hashable, Sendable {
    package let reason: String
}
