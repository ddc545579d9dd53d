import CDIDirectory
import Delivery
import Hardware
import ResourceSlices

/// What the agent knows of the host and of its own work: what reports change about it is what has happened.
struct AgentState {
    private(set) var inventory: Inventory?
    /// The service manager was told that the service is up.
    private(set) var isReady = false
    private(set) var status = AgentStatus(
        summary: "The first survey of the machine is under way.",
        unreadiness: "The first survey and its CDI files are not done yet.")
    private var problems: [Problem: String] = [:]
    private var withheldBecause: String?
    private var conflicts: [String] = []

    /// Takes a report in.
    ///
    /// - Returns: What has happened, in its order, nothing twice, and what that means for the next survey.
    mutating func absorb(_ report: PipelineReport) -> (events: [AgentEvent], findings: SurveySchedule.Findings) {
        let before = (inventory, problems, withheldBecause)
        var events = report.tidying.flatMap(\.events)
        if let survey = report.survey { absorb(survey, &events) }
        let overdue = report.overdue.isEmpty ? [] : inventory?.accelerators ?? []
        for device in overdue where report.overdue.contains(device.name) {
            events.append(.devicePending(device.name, device.address, device.readiness.reason ?? "it is not ready"))
        }
        absorb(report.specs, &events)
        if report.isPoolRecovered { events.append(.generationsRecovered) }
        if let pool = report.pool { absorb(pool, &events) }
        if let seen = report.conflicts {
            events += seen.filter { !conflicts.contains($0) }.map { .specConflict($0) }
            conflicts = seen
        }
        judgeReadiness(report, &events)
        var findings = SurveySchedule.Findings()
        findings.isPending = inventory?.hasPending ?? true || !problems.isEmpty || withheldBecause != nil
        findings.hasNews = before != (inventory, problems, withheldBecause)
        findings.isDisturbed = report.isDisturbed
        findings.hasPublished = report.hasNewPool
        return (events, findings)
    }

    private mutating func absorb(_ survey: PipelineReport.SurveyOutcome, _ events: inout [AgentEvent]) {
        switch survey {
        case .failed(let reason, let duration):
            events.append(.surveyFailed(reason, duration))
            begin(.survey, reason, &events)
        case .seen(let new, let duration):
            events.append(.surveyed(new, duration))
            end(.survey, &events)
            let old = inventory ?? Inventory()
            inventory = new
            events += DeviceChange.all(from: old, to: new).map { .deviceChanged($0) }
            let known = Set(old.omissions)
            events += new.omissions.filter { !known.contains($0) }.map { .omitted($0) }
        }
    }

    private mutating func absorb(_ specs: PipelineReport.SpecOutcome, _ events: inout [AgentEvent]) {
        switch specs {
        case .skipped: return
        case .failed(let reason, _):
            events.append(.specFailed)
            begin(.specs, reason, &events)
        case .kept(let outcome, let file, let devices):
            end(.specs, &events)
            if outcome.isTakenOver { events.append(.specAdopted(file)) }
            if let fault = outcome.listFault {
                begin(.specList, fault.description, &events)
            } else {
                end(.specList, &events)
            }
            switch outcome.change {
            case .unchanged: return
            case .written: events.append(.specWritten(file, devices: devices))
            case .repaired: events.append(.specRepaired(file))
            case .removed: events.append(.specWithdrawn(file))
            }
        }
    }

    private mutating func absorb(_ pool: Result<PoolDecision, any Error>, _ events: inout [AgentEvent]) {
        let decision: PoolDecision
        do {
            decision = try pool.get()
        } catch {
            begin(.pool, "\(error)", &events)
            return
        }
        end(.pool, &events)
        switch decision.outcome {
        case .withheld(let reason):
            if withheldBecause != reason { events.append(.poolWithheld(reason)) }
            withheldBecause = reason
        case .unchanged(let publication), .changed(let publication):
            withheldBecause = nil
            let pool = publication.pool
            if let name = pool.name { events.append(.poolAnnounced(name, generation: pool.generation)) }
            guard case .changed = decision.outcome else { return }
            events += decision.omissions.map { .sliceOmitted($0) }
        }
    }

    private mutating func judgeReadiness(_ report: PipelineReport, _ events: inout [AgentEvent]) {
        guard let inventory else { return }
        let unreadiness = problems[.specs] ?? problems[.survey]
        status = AgentStatus(
            summary: [inventory.summary, problems[.specs]].compactMap(\.self).joined(separator: " "),
            unreadiness: unreadiness)
        guard unreadiness != nil || report.areSpecsKept else { return }
        if unreadiness == nil, !isReady {
            isReady = true
            events.append(.becameReady(status))
        } else {
            events.append(.statusChanged(status))
        }
    }

    private mutating func begin(_ problem: Problem, _ reason: String, _ events: inout [AgentEvent]) {
        if problems[problem] != reason { events.append(.problemBegan(problem, reason)) }
        problems[problem] = reason
    }

    private mutating func end(_ problem: Problem, _ events: inout [AgentEvent]) {
        if problems.removeValue(forKey: problem) != nil { events.append(.problemEnded(problem)) }
    }
}

extension SpecPublisher.Tidying {
    var events: [AgentEvent] {
        abandoned.map { .interruptedSpecRemoved($0) } + removed.map { .staleSpecRemoved($0) }
            + spared.map { .foreignSpecSpared($0) } + faults.map { .tidyingFailed($0.description) }
    }
}

extension Inventory {
    /// `Devices: 3 offered, 1 not offered, 1 pending.`
    fileprivate var summary: String {
        let offered = offeredCount
        let counts = [
            (offered, "offered"), (accelerators.count - offered, "not offered"),
            (pendingCount, "pending"), (omissions.count, "left out"),
        ]
        let parts = counts.filter { $0.0 > 0 || $0.1 == "offered" }.map { "\($0.0) \($0.1)" }
        return "Devices: \(parts.joined(separator: ", "))."
    }
}
