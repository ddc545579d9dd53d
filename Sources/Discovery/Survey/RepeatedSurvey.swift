package import Hardware

/// Surveys a machine each time that something about it may have changed.
package struct RepeatedSurvey: Sendable {
    /// A device comes with many notices, and each thing about it with one.
    package static let settling = Duration.milliseconds(100)
    /// What nothing announces, such as a driver that gives up, is seen after so long.
    package static let longestPause = Duration.seconds(30)

    private let survey: @Sendable () throws -> Inventory
    private let clock: any Clock<Duration>
    private let notices: AsyncStream<Void>
    private let notice: AsyncStream<Void>.Continuation

    package init(
        clock: any Clock<Duration> = ContinuousClock(), _ survey: @escaping @Sendable () throws -> Inventory
    ) {
        self.survey = survey
        self.clock = clock
        (notices, notice) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Something may have changed. The first notice makes the first survey.
    package func notify() { notice.yield() }

    /// Until a survey or the report fails, or the task is cancelled. `report` gets each inventory with the one before it.
    package func run(report: (_ old: Inventory?, _ new: Inventory) throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while true {
                    try await clock.sleep(for: Self.longestPause)
                    notify()
                }
            }
            defer { group.cancelAll() }
            var known: Inventory?
            for await _ in notices {
                try await clock.sleep(for: Self.settling)
                let inventory = try survey()
                try report(known, inventory)
                known = inventory
            }
        }
    }
}
