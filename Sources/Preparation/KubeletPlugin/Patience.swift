/// Ends waits that have lasted too long. All may last equally long, so one sleep does for many: a timer of its own would
/// cost each call two wakeups, and most calls are answered within milliseconds.
struct Patience: Sendable {
    /// How long a wait may last.
    let limit: Duration
    private let clock: any Clock<Duration>
    private let waits: AsyncStream<Wait>
    private let begun: AsyncStream<Wait>.Continuation

    private struct Wait: Sendable {
        let isOver: @Sendable () -> Bool
        let sleep: @Sendable () async throws -> Void
        let end: @Sendable () -> Void
    }

    init(limit: Duration, clock: any Clock<Duration>) {
        self.limit = limit
        self.clock = clock
        (waits, begun) = AsyncStream.makeStream()
    }

    /// Ends a wait that begins now with `end`, unless it is over by then.
    func watch(isOver: @escaping @Sendable () -> Bool, end: @escaping @Sendable () -> Void) {
        begun.yield(Wait(isOver: isOver, sleep: Self.sleep(limit, by: clock), end: end))
    }

    /// Works until the task is cancelled.
    func run() async {
        for await wait in waits where !wait.isOver() {
            guard (try? await wait.sleep()) != nil else { return }
            wait.end()
        }
    }

    private static func sleep<C: Clock<Duration>>(
        _ duration: Duration, by clock: C
    ) -> @Sendable () async throws -> Void {
        let deadline = clock.now.advanced(by: duration)
        return { try await clock.sleep(until: deadline, tolerance: nil) }
    }
}
