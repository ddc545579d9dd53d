package import AgentConfiguration
package import Delivery
import Hardware
import ServiceLifecycle

/// The loop: it is told that something changed, waits until the burst is over, surveys, and makes the CDI directory and the
/// sinks agree with what was found.
///
/// The loop itself never blocks and decides nothing: the schedule says when, the pipeline does the work one piece at a time
/// on a thread of its own, and the observers tell the world. So the watchdog hears from the loop even while a driver holds
/// up a survey, up to a limit.
package actor Agent<C: Clock>: Service where C.Instant == ContinuousClock.Instant {
    /// A piece of work that takes longer is stuck, and the loop no longer counts as alive.
    private let longestWork = Duration.seconds(120)

    private let inbox: Inbox
    private let dependencies: AgentDependencies
    private let supervision: Supervision?
    private let clock: C
    private let observer: any AgentObserver
    private let pipeline: Pipeline

    private var configuration: Configuration
    private var schedule: SurveySchedule
    private var state = AgentState()
    private var sinks: SinkSet
    private var sources = SourceSet()
    /// How many sources have not said yet whether they can listen. The first survey waits for them.
    private var silentSources = 0
    private var workBegan: C.Instant?
    private var nextHeartbeat: C.Instant?
    private var isReloadAnnounced = false
    /// The CDI directory of this configuration could be written.
    private var hasKeptSpecs = false
    /// A fault that only a new start can put right.
    private var fault: AgentError?

    /// `supervision` is absent where nobody starts the agent again.
    package init(
        configuration: Configuration, dependencies: AgentDependencies, supervision: Supervision? = nil, inbox: Inbox,
        clock: C, observer: any AgentObserver
    ) throws {
        self.configuration = configuration
        self.dependencies = dependencies
        self.supervision = supervision
        self.inbox = inbox
        self.clock = clock
        self.observer = observer
        pipeline = Pipeline(
            try dependencies.makePlan(configuration), generations: dependencies.generations, clock: clock)
        schedule = SurveySchedule(configuration.surveys)
        sinks = SinkSet(make: dependencies.makeSink, observer: observer)
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown { await self.loop() }
        if configuration.removesSpecsOnStop {
            for event in await pipeline.removeSpecs().events { observer.observe(event) }
        }
        if let fault { throw fault }
    }

    private func loop() async {
        await withDiscardingTaskGroup { group in
            startSources(in: &group)
            sinks.change(to: configuration.sinks, in: &group)
            if silentSources == 0 { schedule.hurry(at: clock.now) }
            while !Task.isCancelled {
                await digest(inbox.take(), in: &group)
                guard fault == nil else { break }
                beginWork(in: &group)
                showLife()
                await inbox.wait(until: deadline, clock)
            }
            observer.observe(.stopping(duringWork: workBegan != nil))
            group.cancelAll()
        }
    }

    // MARK: Notices

    private func digest(_ notices: Notices, in group: inout DiscardingTaskGroup) async {
        for (source, count) in notices.changes {
            for _ in 0..<count { observer.observe(.noticed(source)) }
            schedule.notice(at: clock.now)
        }
        if notices.overruns > 0 {
            observer.observe(.eventsLost(notices.overruns))
            schedule.notice(at: clock.now)
        }
        if notices.listening > 0 {
            silentSources -= notices.listening
            if silentSources <= 0 { schedule.hurry(at: clock.now) }
        }
        if notices.specDirectoryChanged { schedule.askForCheck() }
        if notices.reload {
            observer.observe(.noticed("sighup"))
            schedule.askForReload()
        }
        switch notices.completion {
        case nil: return
        case .reported(let report): conclude(report)
        case .reloaded(let result): await conclude(result, in: &group)
        }
    }

    private func conclude(_ report: PipelineReport) {
        workBegan = nil
        let (events, findings) = state.absorb(report)
        for event in events { observer.observe(event) }
        schedule.end(findings, at: clock.now)
        if report.survey != nil { endReload() }
        if report.areSpecsKept { hasKeptSpecs = true }
        if report.isCutOff, hasKeptSpecs, supervision != nil { fault = .specsOutOfReach }
        if let publication = report.publication { sinks.submit(publication) }
    }

    private func conclude(
        _ result: Result<Configuration, ConfigurationRefusal>, in group: inout DiscardingTaskGroup
    ) async {
        workBegan = nil
        schedule.end(at: clock.now)
        do {
            let new = try result.get()
            await pipeline.follow(try dependencies.makePlan(new))
            adopt(new, in: &group)
        } catch {
            observer.observe(.reloadRefused("\(error)"))
            endReload()
        }
    }

    private func adopt(_ new: Configuration, in group: inout DiscardingTaskGroup) {
        configuration = new
        hasKeptSpecs = false
        dependencies.adopted(new)
        schedule.change(to: new.surveys)
        startSources(in: &group)
        sinks.change(to: new.sinks, in: &group)
        schedule.hurry(at: clock.now)
        // That it is over is said after the survey that obeys it.
        observer.observe(.reloaded)
    }

    /// Says that the reload is over, to whom it was announced.
    private func endReload() {
        if isReloadAnnounced { observer.observe(.reloadEnded(state.status)) }
        isReloadAnnounced = false
    }

    private func startSources(in group: inout DiscardingTaskGroup) {
        let wanted = dependencies.makeSources(configuration).map {
            PersistentSource(source: $0, inbox: inbox, clock: clock, observer: observer)
        }
        silentSources = sources.change(to: wanted, in: &group)
    }

    // MARK: Work

    private func beginWork(in group: inout DiscardingTaskGroup) {
        guard let step = schedule.begin(at: clock.now) else { return }
        workBegan = clock.now
        switch step {
        case .reload:
            // Those who wait for the first READY=1 would take the end of a reload for it.
            isReloadAnnounced = state.isReady
            if isReloadAnnounced { observer.observe(.reloadBegan) }
        case .survey(let trigger?, _): observer.observe(.noticed(trigger.rawValue))
        case .survey, .check, .catchUp: break
        }
        group.addTask { [pipeline, inbox, dependencies] in
            let completion: Completion =
                switch step {
                case .reload: .reloaded(await pipeline.reload(by: dependencies.reload))
                case .survey(_, let withPool): .reported(await pipeline.survey(withPool: withPool))
                case .check: .reported(await pipeline.check())
                case .catchUp: .reported(await pipeline.catchUp())
                }
            inbox.post { $0.completion = completion }
        }
    }

    // MARK: Time

    private func showLife() {
        let now = clock.now
        let isStuck = workBegan.map { $0.duration(to: now) > longestWork } ?? false
        // At rest the loop turns for the resync only.
        if !isStuck { observer.observe(.turned(again: configuration.surveys.resync + .seconds(60))) }
        guard let interval = supervision?.heartbeat else { return }
        if let nextHeartbeat, now < nextHeartbeat { return }
        nextHeartbeat = now.advanced(by: interval)
        if !isStuck { observer.observe(.heartbeat) }
    }

    private var deadline: C.Instant? {
        [schedule.due(at: clock.now), nextHeartbeat].compactMap(\.self).min()
    }
}

/// Somebody who starts the agent again when it ends by itself.
package struct Supervision: Hashable, Sendable {
    /// How often it wants to hear that the loop is alive; nil where it does not ask.
    package let heartbeat: Duration?

    package init(heartbeat: Duration?) { self.heartbeat = heartbeat }
}

/// What the loop is made of on a real node, and what takes its place in a test.
package struct AgentDependencies: Sendable {
    /// Reads the configuration again.
    package var reload: @Sendable () throws -> Configuration
    /// How to survey and write under a configuration.
    package var makePlan: @Sendable (Configuration) throws -> PipelinePlan
    package var generations: PoolGenerations
    /// The sources of changes for a configuration.
    package var makeSources: @Sendable (Configuration) -> [any ChangeSource]
    package var makeSink: @Sendable (SinkConfiguration) throws -> any SliceSink
    /// Called when a configuration comes into force that was read again.
    package var adopted: @Sendable (Configuration) -> Void

    package init(
        reload: @escaping @Sendable () throws -> Configuration,
        makePlan: @escaping @Sendable (Configuration) throws -> PipelinePlan,
        generations: PoolGenerations,
        makeSources: @escaping @Sendable (Configuration) -> [any ChangeSource],
        makeSink: @escaping @Sendable (SinkConfiguration) throws -> any SliceSink,
        adopted: @escaping @Sendable (Configuration) -> Void = { _ in }
    ) {
        self.reload = reload
        self.makePlan = makePlan
        self.generations = generations
        self.makeSources = makeSources
        self.makeSink = makeSink
        self.adopted = adopted
    }
}

/// Why the agent ends by itself: only another start can put it right.
enum AgentError: Error, Hashable, CustomStringConvertible {
    case specsOutOfReach

    var description: String {
        """
        The CDI directory, which could be written, lies in a read-only file system now. The agent ends, so that the \
        service manager sets it up anew.
        """
    }
}
