internal import Hardware
internal import Sinks

/// What has happened to the agent since it started.
struct AgentRecord {
    var events = EventCounts()
    var overruns = 0
    var surveys = 0
    var failedSurveys = 0
    var surveyDurations = Histogram()
    var devices = DeviceCounts()
    var omissions = 0
    var specWrites = 0
    var specRemovals = 0
    var specFailures = 0
    var pool: (name: String, generation: Int64)?
    var sinks: [String: SinkStatus] = [:]
    var reloads = 0
    var failedReloads = 0
    var lastTurn: ContinuousClock.Instant
    var longestTurn = Duration.seconds(120)
    /// Why the agent is not ready; nil when it is.
    var unreadiness: String? = "The first survey and its CDI files are not done yet."
}
