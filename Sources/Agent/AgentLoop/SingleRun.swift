package import AgentConfiguration
import Delivery
import Hardware

/// One survey, one write, one publication to each sink, for people and scripts who want no daemon.
package struct SingleRun: Sendable {
    private let dependencies: AgentDependencies
    private let observer: any AgentObserver

    package init(dependencies: AgentDependencies, observer: any AgentObserver) {
        self.dependencies = dependencies
        self.observer = observer
    }

    package enum Outcome: Hashable, Sendable {
        case done
        /// All was written, but a device is expected to become ready.
        case pending
        /// Something could not be surveyed, written or published; events say what.
        case failed
    }

    package func run(_ configuration: Configuration) async throws -> Outcome {
        let pipeline = Pipeline(try dependencies.makePlan(configuration), generations: dependencies.generations)
        let report = await pipeline.survey(withPool: true)
        var state = AgentState()
        for event in state.absorb(report).events { observer.observe(event) }
        let arePublished = await publish(report.publication, configuration)
        guard arePublished, !report.hasFailed, let inventory = state.inventory else { return .failed }
        return inventory.hasPending ? .pending : .done
    }

    /// All sinks at a time: one that is slow delays no other.
    private func publish(_ publication: SlicePublication?, _ configuration: Configuration) async -> Bool {
        guard let publication else { return true }
        return await withTaskGroup(of: Bool.self) { group in
            for sink in configuration.sinks {
                group.addTask { await publish(publication, to: sink) }
            }
            return await group.reduce(true) { $0 && $1 }
        }
    }

    private func publish(_ publication: SlicePublication, to configuration: SinkConfiguration) async -> Bool {
        do {
            let sink = try dependencies.makeSink(configuration)
            let start = ContinuousClock.now
            let result: Result<Void, SinkFailure>
            do throws(SinkFailure) {
                try await sink.publish(publication)
                result = .success(())
            } catch {
                result = .failure(error)
            }
            await sink.close()
            try result.get()
            if let event = configuration.holds(publication, since: start.duration(to: .now)) {
                observer.observe(event)
            }
            return true
        } catch {
            observer.observe(.sinkMissed(configuration.name, "\(error)"))
            return false
        }
    }
}
