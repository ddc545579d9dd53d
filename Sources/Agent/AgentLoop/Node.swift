private import AgentConfiguration
package import CDI
package import Hardware
package import Sinks
package import SpecDirectory
package import Survey

/// What this machine last looked like and what has been written about it. All of its functions block.
package struct Node: Sendable {
    package typealias Look = @Sendable (SurveyRules) throws -> Inventory

    private let look: Look
    private let rules: SurveyRules
    private let kind: Kind
    private let slices: SliceSettings?
    private var specs: SpecPublisher
    private var generations: PoolGenerations
    private var inventory: Inventory?
    private var isClear = false
    private var isTidy = false
    private var isRecoveryTold = false

    /// Without `slices` nobody wants to have any, and no generation is counted.
    package init(
        look: @escaping Look, rules: SurveyRules, kind: Kind, specs: SpecPublisher, slices: SliceSettings?,
        generations: PoolGenerations
    ) {
        self.look = look
        self.rules = rules
        self.kind = kind
        self.specs = specs
        self.slices = slices
        self.generations = generations
    }

    /// Takes over what an earlier configuration's node has announced: the sinks still hold that.
    mutating func inherit(from other: Node) {
        generations = other.generations
        isRecoveryTold = other.isRecoveryTold
    }

    /// Surveys the host and brings the CDI directory up to it, then decides what the sinks get, unless this is no time
    /// for it. Containers need the CDI directory, so it comes first, and nothing that fails later undoes it.
    mutating func survey(withPool: Bool) -> LookReport {
        var report = LookReport()
        if !isClear {
            report.tidying.append(specs.clear())
            isClear = true
        }
        let clock = ContinuousClock()
        let start = clock.now
        do {
            let inventory = try look(rules)
            report.survey = .seen(inventory, in: start.duration(to: clock.now))
            self.inventory = inventory
        } catch {
            report.survey = .failed("\(error)", in: start.duration(to: clock.now))
            report.specs = .skipped
            return report
        }
        write(&report, withPool: withPool)
        return report
    }

    /// Repairs the CDI directory, in which somebody else has done something, or catches up with the sinks.
    mutating func check(withPool: Bool) -> LookReport {
        var report = LookReport()
        write(&report, withPool: withPool)
        return report
    }

    /// Takes the CDI file away, for people who want none without a running agent.
    mutating func removeSpecs() -> SpecPublisher.Tidying { specs.removeAll() }

    private mutating func write(_ report: inout LookReport, withPool: Bool) {
        guard let inventory else {
            report.specs = .skipped
            return
        }
        let spec = Spec(inventory: inventory, kind: kind)
        do {
            report.specs = .kept(try specs.publish(spec), file: specs.file, devices: inventory.offered.count)
            if !isTidy {
                report.tidying.append(specs.tidy())
                isTidy = true
            }
        } catch {
            report.specs = .failed(error.description, isReadOnly: error.isReadOnly)
        }
        report.conflicts = specs.conflicts(with: spec).map(\.description)
        if withPool, let slices {
            report.pool = pool(of: inventory, slices)
            report.isPoolRecovered = generations.wasRecovered && !isRecoveryTold
            isRecoveryTold = generations.wasRecovered
        }
    }

    private mutating func pool(of inventory: Inventory, _ settings: SliceSettings) -> Result<PoolDecision, any Error> {
        Result { try generations.decide(on: inventory, by: settings.renderer(for: inventory.host)) }
    }
}
