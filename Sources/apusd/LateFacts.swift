import AgentLoop

/// Wakes the agent when a driver answers after the survey that asked has gone on without.
final class LateFacts: ChangeSource {
    let name = "Drivers' answers"
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func announce() { continuation.yield() }

    func run(_ inbox: Inbox) async throws {
        inbox.listening()
        for await _ in stream { inbox.changed("driver facts") }
    }
}
