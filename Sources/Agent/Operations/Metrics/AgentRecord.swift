internal import AgentLoop
internal import Delivery
internal import Hardware

/// What has happened to the agent since it started, as far as metrics tell it.
struct AgentRecord {
    var events = EventCounts()
    var overruns = 0
    var surveys = 0
    var failedSurveys = 0
    var surveyDurations = Histogram()
    /// Seconds since 1970, as is the other.
    var lastSurvey: Double?
    var lastReload: Double?
    var devices = DeviceCounts()
    var omissions = 0
    var specWrites = 0
    var specRemovals = 0
    var specFailures = 0
    var pool: (name: String, generation: Int64)?
    var sinks: [String: SinkStatus] = [:]
    /// By sink and status of the answer; nil for none.
    var requests: [String: [Int?: Int]] = [:]
    var claims = ClaimCounts()
    var reloads = 0
    var failedReloads = 0
    var lastTurn: ContinuousClock.Instant
    var longestTurn = Duration.seconds(120)
    /// Why the agent is not ready; nil when it is.
    var unreadiness: String? = "The first survey and its CDI files are not done yet."
}

extension AgentRecord {
    mutating func count(_ event: AgentEvent, at now: ContinuousClock.Instant, _ time: Double) {
        switch event {
        case .turned(let again):
            lastTurn = now
            longestTurn = again
        case .noticed(let source): events.count(source)
        case .eventsLost(let times): overruns += times
        case .surveyed(let inventory, let duration):
            surveys += 1
            surveyDurations.observe(duration)
            lastSurvey = time
            devices = DeviceCounts(inventory)
            omissions = inventory.omissions.count
        case .surveyFailed(_, let duration):
            // Nothing is known of the host by this survey; what the one before it found stays.
            failedSurveys += 1
            surveyDurations.observe(duration)
        case .specWritten, .specRepaired: specWrites += 1
        case .specWithdrawn, .staleSpecRemoved: specRemovals += 1
        case .specFailed: specFailures += 1
        case .poolAnnounced(let name, let generation): pool = (name, generation)
        case .becameReady(let status), .statusChanged(let status): unreadiness = status.unreadiness
        case .reloaded:
            reloads += 1
            lastReload = time
        case .reloadRefused: failedReloads += 1
        case .claimPrepared(_, _, let duration): claims.prepared(true, in: duration)
        case .claimRefused(_, _, let duration): claims.prepared(false, in: duration)
        case .claimUndone(_, let duration): claims.undone(true, in: duration)
        case .claimNotUndone(_, _, let duration): claims.undone(false, in: duration)
        case .sinkChanged(let name, let status): sinks[name] = status
        case .sinkAnswered(let name, let code): requests[name, default: [:]][code, default: 0] += 1
        case .sinkGone(let name):
            sinks[name] = nil
            requests[name] = nil
        default: break
        }
    }
}

/// Reasons to survey again. What is not known counts as the kernel's subsystem `other`: a label must not grow with what a
/// kernel sends.
struct EventCounts {
    private static let subsystems = [
        "accel", "auxiliary", "drm", "habanalabs", "infiniband_verbs", "kfd", "mdev", "mei", "misc", "module", "other",
        "pci", "vfio", "vfio-dev",
    ]
    private static let otherReasons = ["claim", "directory", "driver facts", "pending", "resync", "sighup", "sink"]

    private var counts = Dictionary(uniqueKeysWithValues: (Self.subsystems + Self.otherReasons).map { ($0, 0) })

    mutating func count(_ source: String) { counts[counts[source] == nil ? "other" : source, default: 0] += 1 }

    var samples: [MetricSample] {
        Self.subsystems.map { MetricSample(counts[$0] ?? 0, ["reason": "kernel", "subsystem": $0]) }
            + Self.otherReasons.map {
                MetricSample(counts[$0] ?? 0, ["reason": $0 == "driver facts" ? "driver" : $0])
            }
    }
}
