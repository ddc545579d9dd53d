import AgentConfiguration
import AgentMetrics
import Logging
import Sinks

/// The sinks of the configuration in force, each with a queue of its own, so that none waits for another.
struct SinkSet {
    private struct Entry {
        let queue: SinkQueue
        let journal: SinkJournal
        let stop: StopSignal
    }

    private let logger: Logger
    private let telemetry: Telemetry
    private var entries: [SinkConfiguration: Entry] = [:]
    private var latest: SlicePublication?

    init(logger: Logger, telemetry: Telemetry) {
        self.logger = logger
        self.telemetry = telemetry
    }

    mutating func submit(_ publication: SlicePublication) {
        guard latest != publication else { return }
        latest = publication
        for entry in entries.values { entry.queue.submit(publication) }
    }

    /// Ends the sinks that are not configured any more and starts the new ones, which get the latest state at once.
    mutating func change(
        to configurations: [SinkConfiguration], by make: @Sendable (SinkConfiguration) throws -> any SliceSink,
        in group: inout DiscardingTaskGroup
    ) {
        for (configuration, entry) in entries where !configurations.contains(configuration) {
            entry.journal.close()
            entry.stop.stop()
            entries[configuration] = nil
        }
        for configuration in configurations where entries[configuration] == nil {
            do {
                start(try make(configuration), configuration, in: &group)
            } catch {
                logger.error("The sink \(configuration.name) is not used: \(error)")
            }
        }
    }

    private mutating func start(
        _ made: any SliceSink, _ configuration: SinkConfiguration, in group: inout DiscardingTaskGroup
    ) {
        let sink = AnnouncedSink(sink: made, name: configuration.name, telemetry: telemetry, logger: logger)
        let journal = SinkJournal(name: configuration.name, logger: logger, telemetry: telemetry)
        let entry = Entry(
            queue: SinkQueue(sink, onChange: { journal.record($0) }), journal: journal, stop: StopSignal())
        entries[configuration] = entry
        if let latest { entry.queue.submit(latest) }
        group.addTask {
            await entry.stop.limit { await entry.queue.run() }
            await sink.close()
        }
    }
}
