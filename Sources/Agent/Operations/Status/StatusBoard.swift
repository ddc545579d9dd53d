package import AgentLoop
package import Hardware
package import StatusFile
private import Synchronization

/// Knows at any time how the agent stands, from what happens to it: for the status file and the status page.
package final class StatusBoard: Sendable {
    private struct State {
        var status: NodeStatus
        var inventory: Inventory?
        var lastSurvey: Timestamp?
    }

    /// How many changes of devices are kept.
    private static let longestHistory = 20

    private let now: @Sendable () -> Timestamp
    private let state: Mutex<State>
    private let wakes: (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)

    package init(
        version: String, process: AgentProcess? = .current(), now: @escaping @Sendable () -> Timestamp = { .now() }
    ) {
        self.now = now
        var status = NodeStatus(version: version, process: process, started: now())
        status.unreadiness = "The first survey and its CDI files are not done yet."
        state = Mutex(State(status: status))
        wakes = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package var time: Timestamp { now() }

    package var status: NodeStatus { state.withLock(\.status) }

    /// What the last survey found, and when it was.
    package var lastSurvey: (inventory: Inventory, time: Timestamp)? {
        state.withLock { state in
            guard let inventory = state.inventory, let time = state.lastSurvey else { return nil }
            return (inventory, time)
        }
    }

    /// One each time that the status may be another; several at once are one. For one reader.
    var changes: AsyncStream<Void> { wakes.stream }
}

extension StatusBoard: AgentObserver {
    package func observe(_ event: AgentEvent) {
        switch event {
        case .turned, .heartbeat, .noticed, .sinkAnswered: return
        default: break
        }
        let time = now()
        state.withLock { state in
            if case .surveyed(let inventory, _) = event {
                state.inventory = inventory
                state.lastSurvey = time
            }
            state.status.absorb(event, at: time, history: Self.longestHistory)
        }
        wakes.continuation.yield()
    }
}
