import AgentConfiguration
package import CDI
package import CDIDirectory
package import Delivery
private import Dispatch
package import Hardware
package import ResourceSlices
package import Survey
private import SystemPackage

/// From the host to documents: surveys, keeps the CDI directory what the last survey says, and decides what sinks get.
///
/// Reading files of devices whose drivers are busy may block, so it runs on a thread of its own, not on the few that all
/// tasks share.
package actor Pipeline {
    private let executor = BlockingExecutor("apus.survey")
    private let now: @Sendable () -> ContinuousClock.Instant
    private var plan: PipelinePlan
    private var generations: PoolGenerations
    private var patience = PendingPatience()
    private var inventory: Inventory?
    /// What belongs in the CDI directory, as the last survey saw it.
    private var specs: (spec: CDISpec?, links: NodeLinks, devices: Int)?
    private var isClear = false
    private var isTidy = false
    private var isRecoveryTold = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    package init<C: Clock>(
        _ plan: PipelinePlan, generations: PoolGenerations, clock: C = ContinuousClock()
    ) where C.Instant == ContinuousClock.Instant {
        self.plan = plan
        self.generations = generations
        now = { clock.now }
    }

    /// Follows another plan from now on. What was announced stays announced: the sinks still hold it.
    func follow(_ plan: PipelinePlan) {
        self.plan = plan
        inventory = nil
        specs = nil
        isClear = false
        isTidy = false
    }

    /// Reads the configuration again, which may block as well.
    func reload(
        by read: @Sendable () throws -> Configuration
    ) -> Result<Configuration, ConfigurationRefusal> {
        Result { try read() }.mapError { ConfigurationRefusal("\($0)") }
    }

    /// Surveys the host and brings the CDI directory up to it, then decides what the sinks get, unless this is no time
    /// for it. Containers need the CDI directory, so it comes first, before drivers are asked what it does not need, and
    /// nothing that fails later undoes it.
    func survey(withPool: Bool) -> PipelineReport {
        var report = PipelineReport()
        if !isClear {
            report.tidying.append(plan.specs.clear())
            isClear = true
        }
        let start = now()
        do {
            let found = try plan.survey(plan.rules)
            let inventory = patience.judge(found, at: start)
            let duration = start.duration(to: now())
            report.overdue = patience.overdue(at: start)
            let links = NodeLinks(of: inventory, below: plan.specs.linkDirectory.string)
            specs = (
                CDISpec(inventory: inventory, kind: plan.kind, roles: plan.roles, links: links), links,
                inventory.offeredCount
            )
            keepSpecs(&report)
            let seen = plan.completing(inventory, plan.rules)
            // What is the same is kept once, though the sinks still hold what they were given earlier.
            let complete = seen == self.inventory ? self.inventory ?? seen : seen
            report.survey = .seen(complete, in: duration)
            self.inventory = complete
            plan.holder?.surveyed(complete)
        } catch {
            report.survey = .failed("\(error)", in: start.duration(to: now()))
            return report
        }
        if withPool { decidePool(&report) }
        return report
    }

    /// Repairs the CDI directory, in which somebody else has done something.
    func check() -> PipelineReport {
        var report = PipelineReport()
        keepSpecs(&report)
        return report
    }

    /// Catches up with the sinks, which were not to have a new state when the last survey saw it.
    func catchUp() -> PipelineReport {
        var report = PipelineReport()
        decidePool(&report)
        return report
    }

    /// Takes the CDI file away, for people who want none without a running agent.
    func removeSpecs() -> SpecPublisher.Tidying { plan.specs.removeAll() }

    private func keepSpecs(_ report: inout PipelineReport) {
        guard let (spec, links, devices) = specs else { return }
        do {
            report.specs = .kept(
                try plan.specs.publish(spec, links: links), file: plan.specs.file, devices: devices)
            if !isTidy {
                report.tidying.append(plan.specs.tidy())
                isTidy = true
            }
        } catch {
            report.specs = .failed(error.description, isReadOnly: error.isReadOnly)
        }
        report.conflicts = plan.specs.conflicts(with: spec).map(\.description)
    }

    private func decidePool(_ report: inout PipelineReport) {
        guard let inventory, let slices = plan.slices else { return }
        var held: [HeldDevice] = []
        if let holder = plan.holder {
            guard let known = holder.held(beyond: inventory, driver: slices.driver) else { return }
            held = known
        }
        report.pool = Result {
            try generations.decide(on: inventory, held: held, by: slices.renderer(for: inventory.host))
        }
        report.isPoolRecovered = generations.wasRecovered && !isRecoveryTold
        isRecoveryTold = generations.wasRecovered
    }
}

/// How a host is surveyed and written about under one configuration.
package struct PipelinePlan: Sendable {
    package typealias HostSurvey = @Sendable (SurveyRules) throws -> Inventory
    package typealias Completion = @Sendable (Inventory, SurveyRules) -> Inventory

    /// Reads all that the CDI file needs.
    let survey: HostSurvey
    /// Adds what slices want beyond that, for which a driver may have to be waited for.
    let completing: Completion
    let rules: SurveyRules
    let kind: CDIKind
    let roles: Set<DriverFiles.Role>
    var specs: SpecPublisher
    /// Absent where nobody wants to have any, and no generation is counted.
    let slices: SliceSettings?
    /// Absent where nobody prepares claims.
    let holder: (any DeviceHolder)?

    package init(
        survey: @escaping HostSurvey, completing: @escaping Completion, rules: SurveyRules, kind: CDIKind,
        roles: Set<DriverFiles.Role>, specs: SpecPublisher, slices: SliceSettings?, holder: (any DeviceHolder)? = nil
    ) {
        self.survey = survey
        self.completing = completing
        self.rules = rules
        self.kind = kind
        self.roles = roles
        self.specs = specs
        self.slices = slices
        self.holder = holder
    }
}

/// Who gives devices of this machine to containers. It is called on the survey's time and must not wait for anything.
package protocol DeviceHolder: Sendable {
    /// Hears of each survey.
    func surveyed(_ inventory: Inventory)

    /// The devices of a driver that containers have and that the inventory does not offer; nil before that is known, and
    /// then another survey follows: a device that was left out and came back would be another one to schedulers.
    func held(beyond inventory: Inventory, driver: DriverName) -> [HeldDevice]?
}

/// How this node's slices are written.
package struct SliceSettings: Sendable {
    package let driver: DriverName
    package let dialect: SliceDialect
    package let policy: PhysicalFunctionPolicy
    /// Asked anew each time: its source, such as a kubelet's kubeconfig, may come later than the agent.
    package let nodeName: @Sendable (HostIdentity) throws -> NodeName

    package init(
        driver: DriverName, dialect: SliceDialect, policy: PhysicalFunctionPolicy,
        nodeName: @escaping @Sendable (HostIdentity) throws -> NodeName
    ) {
        self.driver = driver
        self.dialect = dialect
        self.policy = policy
        self.nodeName = nodeName
    }

    func renderer(for host: HostIdentity) throws -> SliceRenderer {
        try SliceRenderer(driver: driver, nodeName: nodeName(host), dialect: dialect, policy: policy)
    }
}

/// Why a configuration that was read again is not used: a sentence.
package struct ConfigurationRefusal: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// Runs one job at a time on a thread that may block.
private final class BlockingExecutor: SerialExecutor {
    private let queue: DispatchQueue

    init(_ label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
