import HostEvents
import SystemPackage
import Testing
import TestSupport

@Suite("A thread that waits", .timeLimit(.minutes(1)))
struct ThreadTests {
    enum Failure: Error, Hashable {
        case notStarted(Errno)
        case own
    }

    @Test func `ends when the task is cancelled, and that is no failure`() async throws {
        let outcome = try await runCancelled { wake in try? wake.wait(for: -1) }
        #expect(outcome == .signalled)
    }

    @Test func `hears of a cancellation that came before it began`() async throws {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await PollThread.run(notStarted: Failure.notStarted) { (wake) throws(Failure) in
                _ = try? wake.wait(for: -1)
            }
        }
        try await task.value
    }

    @Test func `passes on why it ended`() async throws {
        await #expect(throws: Failure.own) {
            try await PollThread.run(notStarted: Failure.notStarted) { _ throws(Failure) in throw .own }
        }
    }

    @Test func `takes no thread from others, however many there are`() async throws {
        // More than there are cores, and none ends before all have begun.
        let count = 200
        let (began, continuation) = AsyncStream<Void>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<count {
                group.addTask {
                    try await PollThread.run(notStarted: Failure.notStarted) { (wake) throws(Failure) in
                        continuation.yield()
                        _ = try? wake.wait(for: -1)
                    }
                }
            }
            var running = 0
            for await _ in began {
                running += 1
                if running == count { break }
            }
            group.cancelAll()
            try await group.waitForAll()
            #expect(running == count)
        }
    }

    @Test func `leaves no descriptor open`() async throws {
        let before = OpenDescriptors.count
        for _ in 0..<1000 { _ = try await runCancelled { wake in try? wake.wait(for: -1) } }
        // Other tests open some at the same time, but not hundreds.
        #expect(OpenDescriptors.count < before + 500)
    }

    /// Runs a thread whose task is cancelled as soon as it is there.
    private func runCancelled<Value: Sendable>(_ body: @escaping @Sendable (Wake) -> Value) async throws -> Value? {
        // Nothing at its beginning, its value at its end.
        let (values, continuation) = AsyncStream<Value?>.makeStream()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                try await PollThread.run(notStarted: Failure.notStarted) { (wake) throws(Failure) in
                    continuation.yield(nil)
                    continuation.yield(body(wake))
                }
            }
            var last: Value?
            for await value in values {
                group.cancelAll()
                last = value
            }
            try await group.waitForAll()
            return last
        }
    }
}
