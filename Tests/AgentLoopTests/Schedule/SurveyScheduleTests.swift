import AgentConfiguration
import Testing

@testable import AgentLoop

@Suite("The schedule of surveys")
struct SurveyScheduleTests {
    private var schedule = VirtualSchedule()

    @Test func `has nothing to do before there is a reason`() {
        #expect(schedule.due == nil)
    }

    @Test mutating func `waits until a burst is quiet`() {
        schedule.notice(at: 0)
        #expect(schedule.due == 25)
        schedule.notice(at: 20)
        #expect(schedule.due == 45)
    }

    @Test mutating func `does not wait for ever for a burst that does not end`() {
        for millisecond in stride(from: 0, to: 1000, by: 10) { schedule.notice(at: millisecond) }
        #expect(schedule.due == 250)
    }

    @Test mutating func `has surveys less and less often in a storm, and once more when the storm is over`() {
        #expect(schedule.surveys(for: Array(0..<10_000)) == [250, 1250, 5250, 10_249])
    }

    @Test mutating func `takes changes that come during surveys for a storm, pauses and all`() {
        let surveys = schedule.surveys(for: Array(stride(from: 0, to: 8000, by: 40)), lasting: 100)
        #expect(surveys.count <= 5)
        #expect(surveys.last.map { $0 > 7960 } == true)
    }

    @Test mutating func `has a survey at once for each of many changes that wait for one another`() {
        let surveys = schedule.surveys(for: Array(stride(from: 0, to: 5000, by: 50)), lasting: 10)
        #expect(surveys == Array(stride(from: 25, to: 5000, by: 50)))
    }

    @Test mutating func `does not wait at all where a person or the start is the reason`() {
        schedule.hurry(at: 100)
        #expect(schedule.due == 100)
    }

    @Test mutating func `does not wait either where a person asks during a survey or in the middle of a storm`() {
        for millisecond in 0...250 { schedule.notice(at: millisecond) }
        schedule.begin(at: 250)
        schedule.hurry(at: 260)
        #expect(schedule.due == nil, "one piece of work at a time")
        schedule.end(at: 270, hasNews: true)
        #expect(schedule.due == 260)
        schedule.survey(at: 270)
        #expect(schedule.due.map { $0 > 270 } == true, "what it was asked for is done")
    }

    @Test mutating func `has exactly one more survey for any number of changes during one`() {
        schedule.notice(at: 0)
        schedule.begin(at: 25)
        for millisecond in 30..<40 { schedule.notice(at: millisecond) }
        #expect(schedule.due == nil, "one piece of work at a time")
        schedule.end(at: 50, hasNews: true)
        #expect(schedule.due == 139, "changes during a survey may be a storm")
        schedule.survey(at: 139)
        #expect(schedule.begin(at: 139) == .catchUp, "the storm is over, and sinks hear of it")
        schedule.end(at: 139)
        #expect(schedule.due == 139 + 60_000, "nothing but the resync is left")
    }

    @Test mutating func `has a survey without a reason once in a while`() {
        schedule.notice(at: 0)
        schedule.survey(at: 30)
        #expect(schedule.due == 60_030)
        #expect(schedule.survey(at: 60_030) == .survey(because: .resync, withPool: true))
        #expect(schedule.due == 120_030)
    }

    @Test mutating func `obeys new times at once`() {
        schedule.notice(at: 0)
        schedule.change(to: SurveyTimes(quiet: .milliseconds(100), limit: .seconds(1), resync: .seconds(5)))
        #expect(schedule.due == 100)
        schedule.survey(at: 100)
        #expect(schedule.due == 5100)
    }
}

@Suite("A pending device in the schedule")
struct PendingScheduleTests {
    private var schedule = VirtualSchedule()

    @Test mutating func `is followed at 50 ms, 100 ms and so on up to 5 s`() {
        schedule.hurry(at: 0)
        schedule.survey(at: 0, isPending: true, hasNews: true)
        var now = 0
        var delays: [Int] = []
        for _ in 0..<10 {
            guard let due = schedule.due else { break }
            delays.append(due - now)
            now = due
            #expect(schedule.survey(at: now, isPending: true) == .survey(because: .pending, withPool: true))
        }
        #expect(delays == [50, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000])
    }

    @Test mutating func `is followed closely again after it made progress, and not at all once it is ready`() {
        schedule.hurry(at: 0)
        schedule.survey(at: 0, isPending: true, hasNews: true)
        schedule.survey(at: 50, isPending: true)
        #expect(schedule.due == 150)
        schedule.survey(at: 150, isPending: true, hasNews: true)
        #expect(schedule.due == 200)
        schedule.survey(at: 200)
        #expect(schedule.due == 60_200)
    }

    @Test mutating func `is left to events and the resync after ten minutes, and is surveyed then`() {
        schedule.hurry(at: 0)
        schedule.survey(at: 0, isPending: true, hasNews: true)
        var surveys: [Int] = []
        while let due = schedule.due, due - (surveys.last ?? 0) < 60_000 {
            surveys.append(due)
            schedule.survey(at: due, isPending: true)
        }
        #expect(surveys.last.map { (600_000..<605_000).contains($0) } == true)
        #expect(surveys.dropLast().last.map { $0 < 600_000 } == true)
        #expect(schedule.due == surveys.last.map { $0 + 60_000 })
    }

    @Test mutating func `has a survey soon where something goes wrong between two, until it is right`() {
        schedule.hurry(at: 0)
        schedule.survey(at: 0)
        schedule.askForCheck(at: 10_000, isPending: true, hasNews: true)
        #expect(schedule.due == 10_050)
        schedule.askForCheck(at: 10_020, isPending: true)
        #expect(schedule.due == 10_050, "it is owed already")
        schedule.survey(at: 10_050, isPending: true)
        #expect(schedule.due == 10_150)
        schedule.survey(at: 10_150)
        #expect(schedule.due == 70_150)
    }
}

@Suite("Reloads in the schedule")
struct ReloadScheduleTests {
    private var schedule = VirtualSchedule()

    @Test mutating func `come at once, and take turns with surveys that are due`() {
        schedule.hurry(at: 0)
        schedule.askForReload()
        #expect(schedule.begin(at: 0) == .reload)
        schedule.askForReload()
        schedule.endReload(at: 1)
        #expect(schedule.survey(at: 1) == .survey(because: nil, withPool: true))
        #expect(schedule.begin(at: 2) == .reload)
        schedule.endReload(at: 3)
        #expect(schedule.begin(at: 3) == nil)
    }

    @Test mutating func `follow one another where no survey is due`() {
        for now in 0..<3 {
            schedule.askForReload()
            #expect(schedule.begin(at: now) == .reload)
            schedule.endReload(at: now)
        }
    }
}

@Suite("Checks of the CDI directory in the schedule")
struct CheckScheduleTests {
    private var schedule = VirtualSchedule()

    @Test mutating func `come at once, and not where nobody asks for them`() {
        schedule.askForCheck()
        #expect(schedule.begin(at: 0) == .check)
        schedule.end(at: 0)
        #expect(schedule.begin(at: 0) == nil)
    }

    @Test mutating func `are part of a survey that is due anyway`() {
        schedule.askForCheck()
        schedule.hurry(at: 0)
        schedule.survey(at: 0)
        #expect(schedule.begin(at: 0) == nil)
    }

    @Test mutating func `slow down where the directory is disturbed again and again, and no further than to 5 s`() {
        var now = 0
        var waits: [Int] = []
        for _ in 0..<11 {
            schedule.askForCheck()
            guard let due = schedule.due else { break }
            waits.append(due - now)
            now = due
            schedule.begin(at: now)
            schedule.end(at: now, isDisturbed: true)
        }
        #expect(waits == [0, 50, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000])
    }

    @Test mutating func `begin anew when the directory was left alone for half a minute`() {
        for now in [0, 1000, 2000, 33_000] {
            schedule.askForCheck()
            schedule.begin(at: now)
            schedule.end(at: now, isDisturbed: true)
        }
        schedule.askForCheck()
        #expect(schedule.due == 33_050)
    }
}

@Suite("New states for sinks in the schedule")
struct PoolScheduleTests {
    private var schedule = VirtualSchedule()

    /// A survey that somebody asks for, and whether its state may go out.
    private mutating func isPublished(at now: Int) -> Bool {
        schedule.hurry(at: now)
        guard case .survey(_, let withPool)? = schedule.begin(at: now) else { return false }
        schedule.end(at: now, hasPublished: withPool)
        return withPool
    }

    @Test mutating func `go out at once for the first time`() {
        let isFirstOut = isPublished(at: 0)
        #expect(isFirstOut)
        #expect(schedule.due == 60_000, "nothing is owed")
    }

    @Test mutating func `are held back until a second after the one before`() {
        _ = isPublished(at: 0)
        let isSecondOut = isPublished(at: 400)
        #expect(!isSecondOut)
        #expect(schedule.due == 1000)
        #expect(schedule.begin(at: 1000) == .catchUp)
        schedule.end(at: 1000, hasPublished: true)
        #expect(schedule.due == 60_400, "nothing is owed")
    }

    @Test mutating func `are held back while a storm goes on, but not for more than half a minute`() {
        var published: [Int] = []
        var surveys = 0
        for now in 0..<70_000 {
            if now.isMultiple(of: 10) { schedule.notice(at: now) }
            guard let step = schedule.begin(at: now) else { continue }
            var isOut = false
            switch step {
            case .survey(_, let withPool):
                surveys += 1
                isOut = withPool
            case .catchUp: isOut = true
            case .check, .reload: break
            }
            if isOut { published.append(now) }
            schedule.end(at: now, hasNews: true, hasPublished: isOut)
        }
        #expect(surveys >= 10)
        #expect(published.count == 2)
        #expect(zip(published, published.dropFirst()).allSatisfy { $1 - $0 >= 30_000 })
    }
}
