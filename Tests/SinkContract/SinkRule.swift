package import Delivery
package import Testing

/// What every sink must do, one rule each. The suite of a sink runs over all of them, each with a fresh sink:
///
///     @Test(arguments: SinkRule.allCases) func `keeps the contract of sinks`(rule: SinkRule) async throws {
///         let directory = try TemporaryDirectory()
///         try await rule.check(DirectorySink(directory.path)) { try directory.observed() }
///     }
package enum SinkRule: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case arrival = "the outside holds exactly what was published"
    case repetition = "the same publication again changes nothing"
    case replacement = "a newer publication leaves nothing of the older one"
    case sameGeneration = "a change within a generation arrives too"
    case emptiness = "a pool without devices is one slice without devices"
    case size = "650 devices arrive in several slices"
    case growth = "a pool grows to several slices"
    case shrinking = "a pool that shrinks leaves no slice behind"
    case concurrency = "publications at once end in one of them, whole, and the next one replaces it"

    package var testDescription: String { rawValue }

    /// Who counts the generations of what stands outside.
    package enum Generations: Sendable {
        case ofPublication
        /// The sink goes by what it finds outside, so that only the order is known.
        case ofSink
    }

    /// Checks a sink that has published nothing yet; `observe` looks at the place with a stranger's eyes.
    package func check(
        _ sink: any SliceSink, generations: Generations = .ofPublication,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ observe: @escaping () async throws -> ObservedPool
    ) async throws {
        let trial = SinkTrial(
            sink: sink, generations: generations, sourceLocation: sourceLocation, observe: observe)
        switch self {
        case .arrival: try await trial.publish(.devices(3))
        case .repetition: try await trial.repeats([.devices(3), .devices(0), .devices(130)])
        case .replacement: try await trial.publish(.devices(3), .devices(5, generation: 2), .devices(2, generation: 3))
        case .sameGeneration: try await trial.publish(.devices(3), .devices(4), .devices(0), .devices(3))
        case .emptiness: try await trial.publish(.devices(0), .devices(2, generation: 2), .devices(0, generation: 3))
        case .size: try await trial.publish(.devices(650))
        case .growth: try await trial.publish(.devices(3), .devices(200, generation: 2))
        case .shrinking:
            try await trial.publish(.devices(300), .devices(130, generation: 2), .devices(3, generation: 3))
        case .concurrency: try await trial.race()
        }
    }
}
