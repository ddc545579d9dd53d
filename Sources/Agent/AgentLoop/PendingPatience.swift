import Hardware

/// Ends the waiting for devices that do not become ready: a driver brings its device up within minutes or not at all.
///
/// A device that is pending for longer than the schedule follows it has failed, until something about it is different. So
/// it no longer keeps the slices of the others back.
struct PendingPatience: Sendable {
    private struct Wait: Sendable {
        let reason: String
        let since: ContinuousClock.Instant
    }

    private var waits: [DeviceName: Wait] = [:]
    /// Those that have been told of, until they are pending no longer.
    private var told: Set<DeviceName> = []

    /// After so long somebody should look: most drivers bring a device up within seconds.
    static let worry = Duration.seconds(60)

    /// Devices that have been pending for a minute, each once.
    mutating func overdue(at now: ContinuousClock.Instant) -> [DeviceName] {
        let late = waits.filter { $0.value.since.duration(to: now) >= Self.worry }.keys
        let new = late.filter { !told.contains($0) }
        told = told.filter { waits[$0] != nil }.union(new)
        return new.sorted { $0.description < $1.description }
    }

    /// The inventory with a final reason for each device that has been pending for too long.
    mutating func judge(_ inventory: Inventory, at now: ContinuousClock.Instant) -> Inventory {
        guard inventory.hasPending else {
            waits = [:]
            return inventory
        }
        var still: [DeviceName: Wait] = [:]
        var hasGivenUp = false
        let accelerators = inventory.accelerators.map { accelerator in
            guard case .pending(let reason) = accelerator.readiness else { return accelerator }
            let known = waits[accelerator.name].flatMap { $0.reason == reason ? $0 : nil }
            let wait = known ?? Wait(reason: reason, since: now)
            still[accelerator.name] = wait
            guard wait.since.duration(to: now) >= SurveySchedule.followUp else { return accelerator }
            hasGivenUp = true
            let minutes = SurveySchedule.followUp.components.seconds / 60
            let why = "it was waited for \(minutes) minutes: \(reason)"
            var failed = accelerator
            failed.readiness = .failed(why)
            failed.offer = .failed(because: why)
            return failed
        }
        waits = still
        guard hasGivenUp else { return inventory }
        return inventory.with(accelerators: accelerators)
    }
}
