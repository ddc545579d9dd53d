import CDIDirectory
import Delivery
import Hardware
import SystemPackage

/// What one survey of the host, or one check of the CDI directory, came to.
package struct PipelineReport: Sendable {
    /// Absent after a mere check.
    var survey: SurveyOutcome?
    /// Devices that have been pending for a minute by now, each once.
    var overdue: [DeviceName] = []
    var specs = SpecOutcome.skipped
    /// Devices that a foreign file defines too, as sentences; absent where the CDI directory was not looked at.
    var conflicts: [String]?
    /// Absent where no sink is configured, nothing was seen yet, it is not known what is held, or it is no time for a new
    /// state.
    var pool: Result<PoolDecision, any Error>?
    /// The kept generations were damaged and begin anew, far above any that was counted.
    var isPoolRecovered = false
    /// What earlier runs had left.
    var tidying: [SpecPublisher.Tidying] = []

    enum SurveyOutcome: Sendable {
        case seen(Inventory, in: Duration)
        case failed(String, in: Duration)
    }

    enum SpecOutcome: Sendable {
        /// Nothing was seen, so there is nothing to write, or only the sinks had to be served.
        case skipped
        case kept(SpecPublisher.Outcome, file: FilePath, devices: Int)
        case failed(String, isReadOnly: Bool)
    }

    /// The CDI directory was not as it had been left, or could not be brought into order.
    var isDisturbed: Bool {
        switch specs {
        case .skipped: false
        // Without a survey, only somebody else can have put there what was removed.
        case .kept(let outcome, _, _): outcome.change == .repaired || (survey == nil && outcome.change == .removed)
        case .failed: true
        }
    }

    /// The file system cannot be written at all. That is also what a service under systemd's confinement sees of a
    /// writable directory that was removed and made again: only a new start gives it another view.
    var isCutOff: Bool {
        if case .failed(_, isReadOnly: true) = specs { return true }
        return false
    }

    var areSpecsKept: Bool {
        if case .kept = specs { return true }
        return false
    }

    /// Something could not be surveyed, written or decided.
    var hasFailed: Bool {
        if case .failed = survey { return true }
        if case .failed = specs { return true }
        if case .failure = pool { return true }
        return false
    }

    /// The state for the sinks.
    var publication: SlicePublication? { try? pool?.get().publication }

    var hasNewPool: Bool {
        if case .changed = try? pool?.get().outcome { return true }
        return false
    }
}
