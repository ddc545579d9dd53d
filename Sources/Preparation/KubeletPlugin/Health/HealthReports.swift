internal import GRPCCore

/// Keeps a kubelet told of the devices, whatever the version of its call: the complete list at each change, and again
/// before what the kubelet was told is too old for it.
struct HealthReports: Sendable {
    /// After this the kubelet takes what it was told for unknown.
    static let timeout = Duration.seconds(30)

    let board: HealthBoard
    let clock: any Clock<Duration>
    /// The plugin stops, and all streams with it.
    let ending: Awaited<SessionEnd>

    /// Returns when the kubelet has gone or the plugin stops.
    func send(_ write: @Sendable ([DeviceHealth]) async throws -> Void) async throws {
        let (reasons, reason) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        try await withRPCCancellationHandler {
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask { for await _ in board.changes() { reason.yield() } }
                group.addTask { [clock] in
                    while !Task.isCancelled {
                        reason.yield()
                        // Only being cancelled ends the sleep early, and the loop sees that.
                        try? await clock.sleep(for: Self.timeout / 3)
                    }
                }
                group.addTask {
                    _ = await ending.value()
                    reason.finish()
                }
                for await _ in reasons { if let devices = board.devices { try await write(devices) } }
                group.cancelAll()
            }
        } onCancelRPC: {
            reason.finish()
        }
    }
}
