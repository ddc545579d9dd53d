package import AgentConfiguration
package import AgentMetrics
import Hardware
package import Logging
import ServiceLifecycle
package import ServiceManager
import Sinks

/// The loop: it is told that something changed, waits until the burst is over, looks, and makes the CDI directory and
/// the sinks agree with what it saw (DESIGN.md section 6).
///
/// The loop itself never blocks: what may block runs one piece at a time on a queue of its own, and comes back as one
/// more notice. So the watchdog hears from the loop even while a driver holds up a look, up to a limit.
package actor Agent<C: Clock<Duration>>: Service {
    /// A look that takes longer is taken for stuck, and the service manager is no longer told that all is well.
    private let longestWork = Duration.seconds(120)

    private let inbox: Inbox
    private let parts: AgentParts
    private let clock: C
    private let telemetry: Telemetry
    private let serviceManager: ServiceManager
    private let logger: Logger
    private let queue = BlockingQueue("apus.look")

    private var configuration: Configuration
    /// Absent while a piece of work has it.
    private var node: Node?
    private var workBegan: C.Instant?
    private var settling: Settling<C.Instant>
    private var pacing = PoolPacing<C.Instant>()
    private var checks = CheckPacing<C.Instant>()
    private var wantsReload = false
    /// Since the last look. Reloads and looks that are due take turns, so that neither keeps the other away.
    private var hasReloaded = false
    /// How many sources have not said yet whether they can listen. The first look waits for them.
    private var silentSources = 0
    private var journal: Journal
    private var sinks: SinkSet
    private var sources = SourceSet()
    private var nextWatchdog: C.Instant?
    private var isReloadAnnounced = false
    /// The CDI directory of this configuration could be written.
    private var hasKeptSpecs = false
    /// What only a new start can put right.
    private var fault: AgentError?

    package init(
        configuration: Configuration, parts: AgentParts, inbox: Inbox, clock: C, telemetry: Telemetry,
        serviceManager: ServiceManager, logger: Logger
    ) throws {
        self.configuration = configuration
        self.parts = parts
        self.inbox = inbox
        self.clock = clock
        self.telemetry = telemetry
        self.serviceManager = serviceManager
        self.logger = logger
        node = try parts.makeNode(configuration)
        settling = Settling(SettlingTimes(configuration))
        journal = Journal(logger: logger, telemetry: telemetry, serviceManager: serviceManager)
        sinks = SinkSet(logger: logger, telemetry: telemetry)
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown { await self.loop() }
        // What ran at the end has ended, and nobody else takes the node out of the inbox any more.
        if let completion = inbox.take().completion { node = completion.node }
        if configuration.removesSpecsOnStop { await removeSpecs() }
        if let fault { throw fault }
    }

    private func loop() async {
        await withDiscardingTaskGroup { group in
            telemetry.expectTurns(within: longestTurn)
            startSources(in: &group)
            sinks.change(to: configuration.sinks, by: parts.makeSink, in: &group)
            if silentSources == 0 { settling.hurry(at: clock.now) }
            while !Task.isCancelled {
                digest(inbox.take(), in: &group)
                guard fault == nil else { break }
                beginWork(in: &group)
                showLife()
                await inbox.wait(until: deadline, clock)
            }
            serviceManager.stopping()
            if workBegan != nil { logger.info("The end waits for the end of a look at the machine.") }
            group.cancelAll()
        }
    }

    // MARK: Notices

    private func digest(_ notices: Notices, in group: inout DiscardingTaskGroup) {
        for (source, count) in notices.changes {
            for _ in 0..<count { telemetry.noticed(source) }
            settling.notice(at: clock.now)
        }
        if notices.overruns > 0 {
            telemetry.overran(notices.overruns)
            logger.warning("Events came faster than they could be read; everything is looked at again.")
            settling.notice(at: clock.now)
        }
        if notices.listening > 0 {
            silentSources -= notices.listening
            if silentSources <= 0 { settling.hurry(at: clock.now) }
        }
        if notices.specDirectoryChanged { checks.ask() }
        if notices.reload {
            telemetry.noticed("sighup")
            wantsReload = true
        }
        if let completion = notices.completion { finish(completion, in: &group) }
    }

    private func finish(_ completion: Completion, in group: inout DiscardingTaskGroup) {
        node = completion.node
        workBegan = nil
        switch completion.outcome {
        case .looked(let report):
            let news = journal.record(report)
            settling.endLook(at: clock.now, isPending: news.isPending, hasNews: news.hasNews)
            endReload()
            conclude(report)
        case .checked(let report):
            let news = journal.record(report)
            if news.isPending { settling.needsRetry(at: clock.now, hasNews: news.hasNews) }
            conclude(report)
        case .reloaded(.success(let configuration)):
            adopt(configuration, in: &group)
        case .reloaded(.failure(let refusal)):
            telemetry.reloaded(ok: false)
            logger.error("The configuration stays as it was: \(refusal)")
            endReload()
        }
    }

    /// Says that the reload is over, to whom it was announced.
    private func endReload() {
        if isReloadAnnounced { serviceManager.ready(status: journal.status) }
        isReloadAnnounced = false
    }

    private func conclude(_ report: LookReport) {
        if report.isDisturbed { checks.disturbed(at: clock.now) }
        if case .kept = report.specs { hasKeptSpecs = true }
        if report.specs.isCutOff, hasKeptSpecs, serviceManager.isPresent {
            fault = .specsOutOfReach
        }
        guard case .success(let decision) = report.pool, let publication = decision.publication else { return }
        if case .changed = decision.outcome { pacing.published(at: clock.now) }
        sinks.submit(publication)
    }

    // MARK: Work

    /// Begins the next piece of work, if there is one and none runs.
    private func beginWork(in group: inout DiscardingTaskGroup) {
        guard let node else { return }
        let now = clock.now
        let isLookDue = settling.due.map { $0 <= now } ?? false
        if wantsReload, !(hasReloaded && isLookDue) {
            wantsReload = false
            hasReloaded = true
            // Who waits for the first READY=1 would take the end of a reload for it.
            isReloadAnnounced = journal.isReady
            if isReloadAnnounced { serviceManager.reloading() }
            let reload = parts.reload
            begin(with: node, in: &group) { _ in
                .reloaded(Result { try reload() }.mapError { ConfigurationRefusal("\($0)") })
            }
        } else if isLookDue {
            hasReloaded = false
            if let reason = settling.ownReason(at: now) { telemetry.noticed(reason.rawValue) }
            settling.beginLook(at: now)
            checks.begin()
            let withPool = pacing.mayPublish(at: now, calmFrom: settling.calmFrom)
            begin(with: node, in: &group) { .looked($0.survey(withPool: withPool)) }
        } else if let due = checks.due(at: now), due <= now {
            checks.begin()
            begin(with: node, in: &group) { .checked($0.check(withPool: false)) }
        } else if let due = pacing.due(calmFrom: settling.calmFrom), due <= now {
            _ = pacing.mayPublish(at: now, calmFrom: settling.calmFrom)
            begin(with: node, in: &group) { .checked($0.check(withPool: true)) }
        }
    }

    private func begin(
        with node: Node, in group: inout DiscardingTaskGroup,
        _ work: @escaping @Sendable (inout Node) -> Completion.Outcome
    ) {
        self.node = nil
        workBegan = clock.now
        group.addTask { [queue, inbox] in
            let completion = await queue.run {
                var node = node
                let outcome = work(&node)
                return Completion(node: node, outcome: outcome)
            }
            inbox.post { $0.completion = completion }
        }
    }

    private func removeSpecs() async {
        guard let node else { return }
        let tidying = await queue.run {
            var node = node
            return node.removeSpecs()
        }
        journal.record(tidying)
    }

    // MARK: Configuration

    private func adopt(_ new: Configuration, in group: inout DiscardingTaskGroup) {
        do {
            var next = try parts.makeNode(new)
            if let node { next.inherit(from: node) }
            node = next
        } catch {
            telemetry.reloaded(ok: false)
            logger.error("The configuration stays as it was: \(error)")
            endReload()
            return
        }
        configuration = new
        hasKeptSpecs = false
        parts.adopted(new)
        settling.change(to: SettlingTimes(new))
        telemetry.expectTurns(within: longestTurn)
        startSources(in: &group)
        sinks.change(to: new.sinks, by: parts.makeSink, in: &group)
        settling.hurry(at: clock.now)
        telemetry.reloaded(ok: true)
        // That it is over is said after the look that obeys it.
        logger.notice("The configuration was read again.")
    }

    private func startSources(in group: inout DiscardingTaskGroup) {
        let wanted = parts.makeSources(configuration).map {
            PersistentSource(source: $0, inbox: inbox, clock: clock, logger: logger)
        }
        silentSources = sources.change(to: wanted, in: &group)
    }

    // MARK: Time

    private func showLife() {
        let now = clock.now
        let isStuck = workBegan.map { $0.duration(to: now) > longestWork } ?? false
        if !isStuck { telemetry.loopTurned() }
        guard let interval = serviceManager.watchdogInterval else { return }
        if let nextWatchdog, now < nextWatchdog { return }
        nextWatchdog = now.advanced(by: interval)
        if !isStuck { serviceManager.watchdog() }
    }

    /// At rest the loop turns for the resync only.
    private var longestTurn: Duration { configuration.resync + .seconds(60) }

    private var deadline: C.Instant? {
        // While the node is away nothing can begin; its return is a notice.
        let work =
            node == nil ? [] : [settling.due, checks.due(at: clock.now), pacing.due(calmFrom: settling.calmFrom)]
        return (work + [nextWatchdog]).compactMap(\.self).min()
    }
}
