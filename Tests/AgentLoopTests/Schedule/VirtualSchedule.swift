import AgentConfiguration

@testable import AgentLoop

/// A schedule whose instants are milliseconds.
struct VirtualSchedule {
    private let start = ContinuousClock.now
    private var schedule = SurveySchedule(SurveyTimes())
    private var last = 0

    private func at(_ milliseconds: Int) -> ContinuousClock.Instant { start.advanced(by: .milliseconds(milliseconds)) }

    /// As seen when something happened last.
    var due: Int? { schedule.due(at: at(last)).map { Int(start.duration(to: $0) / .milliseconds(1)) } }

    mutating func notice(at now: Int) {
        last = now
        schedule.notice(at: at(now))
    }

    mutating func hurry(at now: Int) {
        last = now
        schedule.hurry(at: at(now))
    }

    mutating func change(to times: SurveyTimes) { schedule.change(to: times) }
    mutating func askForCheck() { schedule.askForCheck() }
    mutating func askForReload() { schedule.askForReload() }

    @discardableResult
    mutating func begin(at now: Int) -> SurveySchedule.Step? {
        last = now
        return schedule.begin(at: at(now))
    }

    mutating func end(
        at now: Int, isPending: Bool = false, hasNews: Bool = false, isDisturbed: Bool = false,
        hasPublished: Bool = false
    ) {
        last = now
        var findings = SurveySchedule.Findings()
        findings.isPending = isPending
        findings.hasNews = hasNews
        findings.isDisturbed = isDisturbed
        findings.hasPublished = hasPublished
        schedule.end(findings, at: at(now))
    }

    mutating func endReload(at now: Int) {
        last = now
        schedule.end(at: at(now))
    }

    /// A survey that is due and takes no time.
    @discardableResult
    mutating func survey(at now: Int, isPending: Bool = false, hasNews: Bool = false) -> SurveySchedule.Step? {
        let step = begin(at: now)
        end(at: now, isPending: isPending, hasNews: hasNews)
        return step
    }

    mutating func askForCheck(at now: Int, isPending: Bool, hasNews: Bool = false) {
        schedule.askForCheck()
        begin(at: now)
        end(at: now, isPending: isPending, hasNews: hasNews)
    }

    /// When surveys begin, each of which lasts so long, if there is a change at each of these milliseconds.
    mutating func surveys(for changes: [Int], lasting duration: Int = 0) -> [Int] {
        let changes = Set(changes)
        var surveys: [Int] = []
        var end: Int?
        for now in 0..<20_000 {
            if changes.contains(now) { notice(at: now) }
            if end == now { self.end(at: now, hasNews: true) }
            guard let step = begin(at: now) else { continue }
            guard case .survey = step else {
                self.end(at: now)
                continue
            }
            surveys.append(now)
            end = now + duration
            if duration == 0 { self.end(at: now, hasNews: true) }
        }
        return surveys
    }
}
