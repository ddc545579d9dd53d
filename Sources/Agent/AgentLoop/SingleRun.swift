package import AgentConfiguration
package import AgentMetrics
import Hardware
package import Logging
import ServiceManager
import Sinks

/// One look, one write, one publication to each sink, for people and scripts who want no daemon.
package struct SingleRun: Sendable {
    private let parts: AgentParts
    private let telemetry: Telemetry
    private let logger: Logger

    package init(parts: AgentParts, telemetry: Telemetry, logger: Logger) {
        self.parts = parts
        self.telemetry = telemetry
        self.logger = logger
    }

    package enum Outcome: Hashable, Sendable {
        case done
        /// All was written, but a device is expected to become ready.
        case pending
        /// Something could not be looked at, written or published; the log says what.
        case failed
    }

    package func run(_ configuration: Configuration) async throws -> Outcome {
        let node = try parts.makeNode(configuration)
        let report = await BlockingQueue("apus.look").run {
            var node = node
            return node.survey(withPool: true)
        }
        var journal = Journal(
            logger: logger, telemetry: telemetry, serviceManager: ServiceManager(environment: { _ in nil }))
        _ = journal.record(report)
        let arePublished = await publish(report, configuration)
        guard arePublished, !report.hasFailed else { return .failed }
        guard case .seen(let inventory, _) = report.survey else { return .failed }
        return inventory.hasPending ? .pending : .done
    }

    /// All sinks at a time: one that is slow delays no other.
    private func publish(_ report: LookReport, _ configuration: Configuration) async -> Bool {
        guard case .success(let decision) = report.pool, let publication = decision.publication else { return true }
        return await withTaskGroup(of: Bool.self) { group in
            for sink in configuration.sinks {
                group.addTask { await publish(publication, to: sink) }
            }
            return await group.reduce(true) { $0 && $1 }
        }
    }

    private func publish(_ publication: SlicePublication, to configuration: SinkConfiguration) async -> Bool {
        do {
            let sink = AnnouncedSink(
                sink: try parts.makeSink(configuration), name: configuration.name, telemetry: telemetry, logger: logger)
            let result: Result<Void, SinkFailure>
            do throws(SinkFailure) {
                try await sink.publish(publication)
                result = .success(())
            } catch {
                result = .failure(error)
            }
            await sink.close()
            try result.get()
            return true
        } catch {
            logger.error("The sink \(configuration.name) does not have the slices: \(error)")
            return false
        }
    }
}

extension LookReport {
    fileprivate var hasFailed: Bool {
        if case .failed = specs { return true }
        if case .failure = pool { return true }
        return false
    }
}
