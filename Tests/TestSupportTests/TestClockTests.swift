import TestSupport
import Testing

@Suite("A test's clock", .timeLimit(.minutes(1))) struct TestClockTests {
    /// Sleepers by the order in which they lay down, each for so long; tells who wakes.
    private func sleepers(_ clock: TestClock, _ durations: [Duration]) async -> (Feed<Int>, Task<Void, any Error>) {
        let woken = Feed<Int>()
        let started = Feed<Int>()
        let task = Task {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, duration) in durations.enumerated() {
                    group.addTask {
                        try await clock.sleep(for: duration)
                        woken.put(index)
                    }
                    _ = await clock.sleeps.next()
                    started.put(index)
                }
                try await group.waitForAll()
            }
        }
        for _ in durations { _ = await started.next() }
        return (woken, task)
    }

    @Test func `stands still until it is moved, and wakes those whose time has come`() async throws {
        let clock = TestClock()
        let (woken, task) = await sleepers(clock, [.seconds(2), .seconds(1), .seconds(3)])
        clock.advance(by: .milliseconds(999))
        #expect(clock.sleepers == 3)
        clock.advance(by: .milliseconds(1001))
        #expect(clock.sleepers == 1)
        #expect(Set([await woken.next(), await woken.next()]) == [0, 1])
        clock.advance(by: .seconds(1))
        try await task.value
        #expect(clock.elapsed == .seconds(3))
    }

    @Test func `goes from one sleeper to the next, and of two at once to the one who has slept for longer`()
        async throws
    {
        let clock = TestClock()
        let (woken, task) = await sleepers(clock, [.seconds(2), .seconds(1), .seconds(2)])
        let end = clock.now.advanced(by: .seconds(5))
        for (sleeper, elapsed) in [(1, 1), (0, 2), (2, 2)] {
            #expect(clock.advanceToNext(until: end))
            #expect(clock.elapsed == .seconds(elapsed))
            #expect(await woken.next() == sleeper)
        }
        #expect(!clock.advanceToNext(until: end))
        #expect(clock.elapsed == .seconds(5))
        try await task.value
    }

    @Test func `runs ahead with each sleep, and keeps how long each was`() async throws {
        let clock = TestClock(.hurrying)
        for seconds in [3, 0, 1] { try await clock.sleep(for: .seconds(seconds)) }
        #expect(clock.elapsed == .seconds(4))
        #expect(clock.sleeps.unread == [.seconds(3), .seconds(1)])
    }

    @Test(arguments: [TestClock.Pace.standing, .hurrying])
    func `wakes a sleeper who is cancelled, before the sleep and during it`(pace: TestClock.Pace) async {
        let clock = TestClock(pace)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await clock.sleep(for: .seconds(1))
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(clock.elapsed == .zero)
        let (_, sleeping) = await sleepers(TestClock(), [.seconds(1)])
        sleeping.cancel()
        await #expect(throws: CancellationError.self) { try await sleeping.value }
    }
}
