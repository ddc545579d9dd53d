import AgentConfiguration
import Delivery
import ResourceSlices
private import Synchronization

/// The sinks of the configuration in force, each with a queue of its own, so that none waits for another.
struct SinkSet<C: Clock>: Sendable where C.Duration == Duration {
    private struct Entry {
        let queue: SinkQueue
        let watch: SinkObserver
        let stop: StopSignal
    }

    private let make: @Sendable (SinkConfiguration) throws -> any SliceSink
    private let clock: C
    private let observer: any AgentObserver
    private var entries: [SinkConfiguration: Entry] = [:]
    private var latest: SlicePublication?

    init(
        make: @escaping @Sendable (SinkConfiguration) throws -> any SliceSink, clock: C, observer: any AgentObserver
    ) {
        self.make = make
        self.clock = clock
        self.observer = observer
    }

    mutating func submit(_ publication: SlicePublication) {
        guard latest != publication else { return }
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
        _ made: any SliceSink, _ configuration: SinkConfiguration, in group: inout DiscardingTaskGroup
    ) {
        let sink = ObservedSink(made, for: configuration, clock: clock, observer: observer)
        let watch = SinkObserver(name: configuration.name, observer: observer)
        let entry = Entry(
            queue: SinkQueue(sink, onChange: { watch.record($0) }), watch: watch, stop: StopSignal())
        entries[configuration] = entry
        if let latest { entry.queue.submit(latest) }
        group.addTask {
            await entry.stop.limit { await entry.queue.run() }
            await sink.close()
        }
    }
}

/// A sink whose publications and doubts are events.
struct ObservedSink<C: Clock>: SliceSink where C.Duration == Duration {
    private let sink: any SliceSink
    private let configuration: SinkConfiguration
    private let clock: C
    private let observer: any AgentObserver

    init(_ sink: any SliceSink, for configuration: SinkConfiguration, clock: C, observer: any AgentObserver) {
        self.sink = sink
        self.configuration = configuration
        self.clock = clock
        self.observer = observer
    }

    func publish(_ publication: SlicePublication) async throws(SinkFailure) {
        let start = clock.now
        try await sink.publish(publication)
        // A cluster's pool has a name and a generation of its own, which its sink tells.
        if case .kubernetes = configuration.destination { return }
        let pool = publication.pool
        guard let poolName = pool.name else { return }
        observer.observe(
            .sinkHolds(
                configuration.name, pool: poolName, generation: pool.generation, devices: pool.deviceCount,
                start.duration(to: clock.now)))
    }

    func watch(_ notice: @Sendable @escaping (SinkNotice) -> Void) async {
        await sink.watch { [observer] noticed in
            if noticed == .changedOutside { observer.observe(.noticed("sink")) }
            notice(noticed)
        }
    }

    func close() async { await sink.close() }
}

/// Makes events of a sink's states: when it begins to fail and when it is well again, not each attempt between.
private final class SinkObserver: Sendable {
    private struct State {
        var complaint: String?
        var isClosed = false
    }

    private let name: String
    private let observer: any AgentObserver
    /// Held while an event is told, so that none of a sink follows its end.
    private let state = Mutex(State())

    init(name: String, observer: any AgentObserver) {
        self.name = name
        self.observer = observer
    }

    /// The sink is configured no longer: what it still does concerns nobody, and another one may have its name.
    func close() {
        state.withLock { state in
            state.isClosed = true
            observer.observe(.sinkGone(name))
        }
    }

    func record(_ status: SinkStatus) {
        state.withLock { state in
            guard !state.isClosed else { return }
            observer.observe(.sinkChanged(name, status))
            let before = state.complaint
            switch status.state {
            case .publishing: return
            case .idle:
                state.complaint = nil
                if before != nil { observer.observe(.sinkRecovered(name)) }
            case .waiting(let reason):
                state.complaint = reason
                if before != reason { observer.observe(.sinkFailing(name, reason)) }
            case .rejected(let reason):
                state.complaint = reason
                if before != reason { observer.observe(.sinkRefused(name, reason)) }
            }
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
