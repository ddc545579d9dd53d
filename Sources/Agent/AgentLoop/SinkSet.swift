import AgentConfiguration
import Delivery
import ResourceSlices
private import Synchronization

/// The sinks of the configuration in force, each with a queue of its own, so that none waits for another.
struct SinkSet: Sendable {
    private struct Entry {
        let queue: SinkQueue
        let watch: SinkObserver
        let stop: StopSignal
    }

    private let make: @Sendable (SinkConfiguration) throws -> any SliceSink
    private let observer: any AgentObserver
    private var entries: [SinkConfiguration: Entry] = [:]
    private var latest: SlicePublication?

    init(make: @escaping @Sendable (SinkConfiguration) throws -> any SliceSink, observer: any AgentObserver) {
        self.make = make
        self.observer = observer
    }

    mutating func submit(_ publication: SlicePublication) {
        latest = publication
        for entry in entries.values { entry.queue.submit(publication) }
    }

    /// Ends the sinks that are not configured any more and starts the new ones, which get the latest state at once.
    mutating func change(to configurations: [SinkConfiguration], in group: inout DiscardingTaskGroup) {
        for (configuration, entry) in entries where !configurations.contains(configuration) {
            entry.watch.close()
            entry.stop.stop()
            entries[configuration] = nil
        }
        for configuration in configurations where entries[configuration] == nil {
            do {
                start(try make(configuration), configuration, in: &group)
            } catch {
                observer.observe(.sinkUnusable(configuration.name, "\(error)"))
            }
        }
    }

    private mutating func start(
        _ sink: any SliceSink, _ configuration: SinkConfiguration, in group: inout DiscardingTaskGroup
    ) {
        let watch = SinkObserver(of: configuration, observer: observer)
        let entry = Entry(
            queue: SinkQueue(sink, observe: { watch.record($0) }), watch: watch, stop: StopSignal())
        entries[configuration] = entry
        if let latest { entry.queue.submit(latest) }
        group.addTask {
            await entry.stop.limit { await entry.queue.run() }
            await sink.close()
        }
    }
}

/// Makes the agent's events of a sink's: when it begins to fail and when it is well again, not each attempt between.
private final class SinkObserver: Sendable {
    private struct State {
        var complaint: String?
        var isClosed = false
    }

    private let configuration: SinkConfiguration
    private let observer: any AgentObserver
    /// Held while an event is told, so that none of a sink follows its end.
    private let state = Mutex(State())

    init(of configuration: SinkConfiguration, observer: any AgentObserver) {
        self.configuration = configuration
        self.observer = observer
    }

    private var name: String { configuration.name }

    /// The sink is configured no longer: what it still does concerns nobody, and another one may have its name.
    func close() {
        state.withLock { state in
            state.isClosed = true
            observer.observe(.sinkGone(name))
        }
    }

    func record(_ event: SinkEvent) {
        state.withLock { state in
            guard !state.isClosed else { return }
            switch event {
            case .changed(let status): record(status, &state.complaint)
            case .delivered(let publication, let duration):
                if let event = configuration.holds(publication, since: duration) { observer.observe(event) }
            case .doubted: observer.observe(.noticed("sink"))
            }
        }
    }

    private func record(_ status: SinkStatus, _ complaint: inout String?) {
        observer.observe(.sinkChanged(name, status))
        let before = complaint
        switch status.state {
        case .publishing: return
        case .idle:
            complaint = nil
            if before != nil { observer.observe(.sinkRecovered(name)) }
        case .waiting(let reason):
            complaint = reason
            if before != reason { observer.observe(.sinkFailing(name, reason)) }
        case .rejected(let reason):
            complaint = reason
            if before != reason { observer.observe(.sinkRefused(name, reason)) }
        }
    }
}

extension SinkConfiguration {
    /// That the sink holds a publication now, which took that long; nil for a cluster, whose pool has a name and a
    /// generation of its own, which its sink tells.
    func holds(_ publication: SlicePublication, since duration: Duration) -> AgentEvent? {
        if case .kubernetes = destination { return nil }
        let pool = publication.pool
        return pool.name.map {
            .sinkHolds(name, pool: $0, generation: pool.generation, devices: pool.deviceCount, duration)
        }
    }
}

/// Ends one task of a group before the others.
struct StopSignal: Sendable {
    private let stream: AsyncStream<Never>
    private let continuation: AsyncStream<Never>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func stop() { continuation.finish() }

    /// Runs the work until it ends by itself, or is cancelled by the signal or with the task.
    func limit(_ work: @escaping @Sendable () async -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await work() }
            group.addTask { for await _ in stream {} }
            await group.next()
            group.cancelAll()
        }
    }
}
