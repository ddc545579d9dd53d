package import AgentConfiguration
private import Delivery

/// Decides what the agent does next and when: a pure state machine over instants that are handed in.
///
/// A burst of changes is one reason to survey the host; a device that is not ready yet is another; and once in a while
/// there is a survey without a reason, for changes that nothing announces. One piece of work runs at a time. Sinks get a
/// new state less often than the CDI directory, and a directory in which somebody interferes is checked ever more slowly.
package struct SurveySchedule: Sendable {
    package typealias Instant = ContinuousClock.Instant

    /// A piece of work.
    package enum Step: Hashable, Sendable {
        case reload
        /// `because` is absent where somebody or something has asked for it.
        case survey(because: SelfTrigger?, withPool: Bool)
        /// Brings the CDI directory up to the last survey.
        case check
        /// Brings the sinks up to it.
        case catchUp
    }

    /// What the schedule has to know of a piece of work that has ended.
    package struct Findings: Hashable, Sendable {
        /// Something is expected to become right by itself.
        package var isPending = false
        /// It is not what it was before.
        package var hasNews = false
        /// The CDI directory was not as it had been left, or could not be brought into order.
        package var isDisturbed = false
        /// Sinks got a new state.
        package var hasPublished = false

        package init() {}
    }

    private var times: SurveyTimes
    private var running: Step?

    /// The first and the last change that no survey has covered yet.
    private var burst: (first: Instant, last: Instant)?
    private var lastChange: Instant?
    /// Somebody wants a survey at once, whether or not changes go on.
    private var hurriedAt: Instant?
    /// How many surveys in a row began before the changes had ended.
    private var storm = 0
    private var isCalmSurvey = true
    /// When the last survey ended; nil before the first.
    private var lastSurvey: Instant?
    /// Since when something that is pending is followed, and how many times it was looked for.
    private var pending: (since: Instant, retries: Int)?

    private var wantsReload = false
    /// Since the last survey. Reloads and surveys that are due take turns, so that neither keeps the other away.
    private var hasReloaded = false

    private var isCheckAsked = false
    private var disturbances = 0
    private var lastDisturbance: Instant?

    private var lastPublication: Instant?
    /// Since when a state is held back from the sinks.
    private var owedSince: Instant?

    package init(_ times: SurveyTimes) { self.times = times }

    /// When something has to be begun; nil while something runs, and before the first reason.
    package func due(at now: Instant) -> Instant? {
        guard running == nil else { return nil }
        return [wantsReload ? now : nil, surveyDue, checkDue(at: now), poolDue].compactMap(\.self).min()
    }

    /// Begins the next piece of work, if there is one and none runs.
    package mutating func begin(at now: Instant) -> Step? {
        guard running == nil, let step = next(at: now) else { return nil }
        running = step
        switch step {
        case .reload:
            wantsReload = false
            hasReloaded = true
        case .survey(_, let withPool):
            hasReloaded = false
            isCalmSurvey = burst.map { $0.last.advanced(by: quiet) <= now } ?? true
            burst = nil
            hurriedAt = nil
            isCheckAsked = false
            owedSince = withPool ? nil : owedSince ?? now
        case .check: isCheckAsked = false
        case .catchUp: owedSince = nil
        }
        return step
    }

    /// The piece of work that was begun has ended; a reload finds nothing.
    package mutating func end(_ findings: Findings? = nil, at now: Instant) {
        defer { running = nil }
        guard let findings else { return }
        if case .survey? = running {
            endSurvey(findings, at: now)
        } else if findings.isPending, findings.hasNews || pending == nil {
            // It is worth a survey soon, and more until it is right.
            lastSurvey = now
            pending = (now, 0)
        }
        if findings.isDisturbed { disturb(at: now) }
        if findings.hasPublished { lastPublication = now }
    }

    private func next(at now: Instant) -> Step? {
        let isSurveyDue = surveyDue.map { $0 <= now } ?? false
        if wantsReload, !(hasReloaded && isSurveyDue) { return .reload }
        if isSurveyDue {
            return .survey(because: selfTrigger(at: now), withPool: poolEarliest.map { $0 <= now } ?? true)
        }
        if let due = checkDue(at: now), due <= now { return .check }
        if let due = poolDue, due <= now { return .catchUp }
        return nil
    }
}

// Reasons.
extension SurveySchedule {
    /// Other times from now on; what has been noticed stays noticed.
    package mutating func change(to times: SurveyTimes) { self.times = times }

    /// Something changed on the host.
    package mutating func notice(at now: Instant) {
        burst = (burst?.first ?? now, now)
        lastChange = now
    }

    /// Asks for a survey without waiting for quiet, even if one runs: that one may have seen too little.
    package mutating func hurry(at now: Instant) { hurriedAt = now }

    /// Somebody has done something in the CDI directory.
    package mutating func askForCheck() { isCheckAsked = true }

    package mutating func askForReload() { wantsReload = true }
}

// Surveys.
extension SurveySchedule {
    /// How long something that is expected to become right by itself is followed closely.
    package static let followUp = Duration.seconds(600)

    private mutating func endSurvey(_ findings: Findings, at now: Instant) {
        lastSurvey = now
        // Changes that come faster than they can be surveyed are a storm: hundreds of virtual functions being made.
        storm = isCalmSurvey && burst == nil ? 0 : storm + 1
        // It may have ended while nobody waited for its end.
        if !isCalmSurvey, burst == nil { burst = (now, now) }
        if !findings.isPending {
            pending = nil
        } else if findings.hasNews {
            pending = (now, 0)
        } else {
            pending = (pending?.since ?? now, (pending?.retries ?? -1) + 1)
        }
    }

    private var surveyDue: Instant? { [hurriedAt, burstEnd, retry, resync].compactMap(\.self).min() }

    private func selfTrigger(at now: Instant) -> SelfTrigger? {
        if [hurriedAt, burstEnd].contains(where: { $0.map { $0 <= now } ?? false }) { return nil }
        return retry.map { $0 <= now } ?? false ? .pending : .resync
    }

    private var burstEnd: Instant? {
        burst.map { min($0.last.advanced(by: quiet), $0.first.advanced(by: times.limit * stormGrowth)) }
    }

    /// In a storm, a burst is over when nothing came for up to the limit: its pauses are not its end.
    private var quiet: Duration {
        storm == 0 ? times.quiet : max(times.quiet, min(times.quiet * stormGrowth, times.limit))
    }

    /// A storm is surveyed less and less often: after 1 s, 4 s, and 8 s with the usual limit.
    private var stormGrowth: Int { min(1 << (2 * min(storm, 3)), 32) }

    /// After 50 ms, 100 ms, … 5 s, until it was followed for long enough. What is not right by then is left to events and
    /// the resync, lest a node at rest wakes up for ever.
    private var retry: Instant? {
        guard let lastSurvey, let pending, pending.since.duration(to: lastSurvey) < Self.followUp else { return nil }
        return lastSurvey.advanced(by: Self.backoff.wait(after: pending.retries))
    }

    private static var backoff: Backoff { Backoff(first: .milliseconds(50), longest: .seconds(5)) }

    private var resync: Instant? { lastSurvey?.advanced(by: times.resync) }
}

// Checks of the CDI directory. Somebody may interfere there again and again, such as another program that wants to have the
// same file: each check that had something to do makes the next one wait, from 50 ms up to 5 s.
extension SurveySchedule {
    private mutating func disturb(at now: Instant) {
        // After half a minute a disturbance is a new one.
        let isNew = lastDisturbance.map { $0.duration(to: now) > .seconds(30) } ?? true
        disturbances = isNew ? 1 : disturbances + 1
        lastDisturbance = now
    }

    private func checkDue(at now: Instant) -> Instant? {
        guard isCheckAsked else { return nil }
        guard let lastDisturbance else { return now }
        return lastDisturbance.advanced(by: Self.backoff.wait(after: disturbances - 1))
    }
}

// New states for sinks. Each may rewrite a whole pool, which schedulers cannot use at that time, so there is none in the
// middle of a storm, and not more than one a second. But a storm that does not end, such as a driver that resets its device
// again and again, must not keep the state of all others from the sinks.
extension SurveySchedule {
    /// When what is owed may be published; nil where nothing is.
    private var poolDue: Instant? { owedSince == nil ? nil : poolEarliest }

    private var poolEarliest: Instant? {
        // From then on what was seen is what stays, if nothing else happens.
        let calm = lastChange?.advanced(by: storm > 0 ? times.limit : times.quiet)
        let afterStorm = calm.map { min($0, owedSince?.advanced(by: .seconds(30)) ?? $0) }
        return [lastPublication?.advanced(by: .seconds(1)), afterStorm].compactMap(\.self).max()
    }
}

/// Why the agent surveys the host though nothing was noticed; as `apus_events_total` calls it.
package enum SelfTrigger: String, Sendable {
    /// A device is not ready yet, or something went wrong.
    case pending
    /// It is time to see what nobody announces.
    case resync
}
