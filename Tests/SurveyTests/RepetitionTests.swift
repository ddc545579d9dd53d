import Hardware
import Survey
import Synchronization
import TestSupport
import Testing

@Suite("A repeated survey", .timeLimit(.minutes(1))) struct RepetitionTests {
    private let clock = TestClock()
    /// How many devices each survey found and the one before it, as they are reported.
    private let reports = Feed<[Int?]>()

    /// Surveys that find one device more each time.
    private func surveys() -> RepeatedSurvey {
        let count = Mutex(0)
        return RepeatedSurvey(clock: clock) {
            let number = count.withLock { count in
                count += 1
                return count
            }
            return Inventory(functionCount: number)
        }
    }

    private func running(
        _ surveys: RepeatedSurvey, _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [reports] in
                try await surveys.run { reports.put([$0?.functionCount, $1.functionCount]) }
            }
            try await body()
            group.cancelAll()
        }
    }

    /// Waits until one waits for the end of a burst, and ends it.
    private func settle() async {
        while let sleep = await clock.sleeps.next(), sleep != RepeatedSurvey.settling {}
        clock.advance(by: RepeatedSurvey.settling)
    }

    @Test func `follows a burst of notices once, when it has settled`() async throws {
        let surveys = surveys()
        try await running(surveys) {
            for _ in 1...3 { surveys.notify() }
            await settle()
            #expect(await reports.next() == [nil, 1])
            surveys.notify()
            await settle()
            #expect(await reports.next() == [1, 2])
        }
    }

    @Test func `comes though nothing was noticed`() async throws {
        let surveys = surveys()
        try await running(surveys) {
            while let sleep = await clock.sleeps.next(), sleep != RepeatedSurvey.longestPause {}
            clock.advance(by: RepeatedSurvey.longestPause)
            await settle()
            #expect(await reports.next() == [nil, 1])
        }
    }

    @Test func `ends with what a survey fails of`() async {
        let surveys = RepeatedSurvey(clock: clock) { throw SurveyError.tooFewDescriptors }
        surveys.notify()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await #expect(throws: SurveyError.tooFewDescriptors) { try await surveys.run { _, _ in } }
            }
            await settle()
        }
    }
}
