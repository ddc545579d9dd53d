private import Dispatch
private import Synchronization

/// A thread's worth of blocking work with the state that it needs, one piece after the other. The few threads that all
/// tasks share stay free, and a piece that hangs holds up only what comes behind it here.
final class SerialWorker<State: Sendable>: Sendable {
    private let queue: DispatchQueue
    /// Only the queue takes the lock, so nobody ever waits for it.
    private let state: Mutex<State>

    init(_ label: String, _ state: State) {
        queue = DispatchQueue(label: label)
        self.state = Mutex(state)
    }

    /// Does the work and waits for it, but not when the task is cancelled: work that hangs must not keep the agent from
    /// stopping. Work that has begun goes on then.
    func run(
        _ work: @escaping @Sendable (inout State) throws(SinkFailure) -> Void
    ) async throws(SinkFailure) {
        let outcome = Promise<Result<Void, SinkFailure>>()
        let result = await withTaskCancellationHandler {
            queue.async {
                guard !outcome.isKept else { return }
                outcome.keep(self.state.withLock { state in Result { () throws(SinkFailure) in try work(&state) } })
            }
            return await outcome.value
        } onCancel: {
            outcome.keep(.failure(.unavailable("The agent stops.")))
        }
        try result.get()
    }
}
