import AgentMetrics
import CDI
import Hardware
import Logging
import ServiceManager
import ResourceSlices
import Sinks
import SpecDirectory
import SystemPackage

/// Tells people, metrics and the service manager what looks came to, and tells nothing twice.
struct Journal {
    private let logger: Logger
    private let telemetry: Telemetry
    private let serviceManager: ServiceManager
    private var inventory: Inventory?
    private var complaints: [Topic: String] = [:]
    private var conflicts: [String] = []
    /// The service manager was told that the service is up.
    private(set) var isReady = false
    private(set) var status = "Looking at the machine for the first time."

    private enum Topic: Hashable { case survey, specs, list, pool, slices }

    init(logger: Logger, telemetry: Telemetry, serviceManager: ServiceManager) {
        self.logger = logger
        self.telemetry = telemetry
        self.serviceManager = serviceManager
    }

    /// What a look means for the next one.
    struct News {
        /// Something is expected to become right by itself.
        let isPending: Bool
        /// It is not what it was before.
        let hasNews: Bool
    }

    mutating func record(_ report: LookReport) -> News {
        for tidying in report.tidying { record(tidying) }
        let before = (inventory, complaints)
        record(report.survey)
        record(report.specs)
        if report.isPoolRecovered {
            logger.warning(
                """
                The kept generations of the slices were damaged; they go on from the seconds since 1970, above any \
                before.
                """)
        }
        record(report.pool)
        for conflict in report.conflicts where !conflicts.contains(conflict) { logger.warning("\(conflict)") }
        conflicts = report.conflicts
        updateReadiness(report)
        return News(
            isPending: inventory?.hasPending ?? true || !complaints.isEmpty,
            hasNews: before != (inventory, complaints))
    }

    private mutating func record(_ survey: LookReport.SurveyOutcome?) {
        switch survey {
        case nil: return
        case .failed(let reason, let duration):
            telemetry.surveyFailed(in: duration)
            complain(.survey, reason)
        case .seen(let new, let duration):
            telemetry.surveyed(new, in: duration)
            settle(.survey, "The machine can be looked at again.")
            let old = inventory ?? Inventory()
            inventory = new
            for change in DeviceChange.all(from: old, to: new) { logger.info("\(change)") }
            let known = Set(old.omissions)
            for omission in new.omissions where !known.contains(omission) {
                logger.notice("\(omission.address.map { "\($0) " } ?? "")\(omission.what) left out: \(omission.why)")
            }
        }
    }

    /// Also what `cdi.removeOnStop` came to.
    func record(_ tidying: SpecPublisher.Tidying) {
        for file in tidying.abandoned { logger.notice("\(file), which an interrupted run had left, was removed.") }
        for file in tidying.removed {
            telemetry.removedSpecs()
            logger.notice("\(file) was removed.")
        }
        for file in tidying.spared { logger.notice("\(file) stays: somebody else has put it there.") }
        for fault in tidying.faults { logger.error("\(fault)") }
    }

    private mutating func record(_ specs: LookReport.SpecOutcome) {
        switch specs {
        case .skipped: return
        case .failed(let reason, _):
            telemetry.specsFailed()
            complain(.specs, reason)
        case .kept(let outcome, let file, let devices):
            settle(.specs, "The CDI directory is up to date again.")
            if outcome.isTakenOver { logger.notice("\(file) was there already and is kept from now on.") }
            if let fault = outcome.listFault {
                complain(.list, fault.description)
            } else {
                settle(.list, "The list of own CDI files is kept again.")
            }
            switch outcome.change {
            case .unchanged: break
            case .written:
                telemetry.wroteSpecs()
                logger.debug("\(file) was written with \(devices) \(devices == 1 ? "device" : "devices").")
            case .repaired:
                telemetry.wroteSpecs()
                logger.notice("\(file) was not as it had been written, and was written again.")
            case .removed:
                telemetry.removedSpecs()
                logger.notice("\(file) was removed: no device is offered.")
            }
        }
    }

    private mutating func record(_ pool: Result<PoolDecision, any Error>?) {
        switch pool {
        case nil: return
        case .failure(let error): complain(.pool, "\(error)")
        case .success(let decision):
            settle(.pool, "Slices can be made again.")
            record(decision)
        }
    }

    private mutating func record(_ decision: PoolDecision) {
        switch decision.outcome {
        case .withheld(let reason):
            if complaints[.slices] != reason { logger.notice("No slices are announced: \(reason).") }
            complaints[.slices] = reason
        case .unchanged(let publication), .changed(let publication):
            complaints[.slices] = nil
            let pool = publication.pool
            if let name = pool.name { telemetry.announced(generation: pool.generation, pool: name) }
            guard case .changed = decision.outcome else { return }
            for omission in decision.omissions {
                logger.warning("\(omission.address.map { "\($0) " } ?? "")\(omission.what) left out: \(omission.why)")
            }
        }
    }

    private mutating func updateReadiness(_ report: LookReport) {
        guard let inventory else { return }
        status = Self.status(inventory, complaints[.specs])
        if let reason = complaints[.specs] ?? complaints[.survey] {
            telemetry.becameUnready(because: reason)
            serviceManager.status(status)
        } else if case .kept = report.specs {
            telemetry.becameReady()
            if isReady {
                serviceManager.status(status)
            } else {
                serviceManager.ready(status: status)
                logger.notice("Ready. \(status)")
            }
            isReady = true
        }
    }

    private static func status(_ inventory: Inventory, _ problem: String?) -> String {
        let accelerators = inventory.accelerators
        let counts = [
            (inventory.offered.count, "offered"), (accelerators.count - inventory.offered.count, "not offered"),
            (accelerators.count { $0.readiness.isPending }, "pending"), (inventory.omissions.count, "left out"),
        ]
        let summary = counts.filter { $0.0 > 0 || $0.1 == "offered" }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        return "Devices: \(summary)." + (problem.map { " \($0)" } ?? "")
    }

    /// The first time at full voice, and never again until it is over.
    private mutating func complain(_ topic: Topic, _ reason: String) {
        if complaints[topic] != reason { logger.error("\(reason)") }
        complaints[topic] = reason
    }

    private mutating func settle(_ topic: Topic, _ relief: String) {
        if complaints.removeValue(forKey: topic) != nil { logger.notice("\(relief)") }
    }
}
