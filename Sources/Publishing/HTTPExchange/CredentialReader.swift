private import Delivery
private import Dispatch

/// A thread for reading credentials, on which nobody else depends: a file on a file system that does not answer keeps
/// one sink waiting, for a limited time, and neither other sinks nor the end of the agent.
package final class CredentialReader: Sendable {
    private let queue: DispatchQueue?
    private let limit: Duration
    private let clock: any Clock<Duration>

    package convenience init(limit: Duration = .seconds(10), clock: any Clock<Duration> = ContinuousClock()) {
        self.init(DispatchQueue(label: "apus.credentials"), limit, clock)
    }

    private init(_ queue: DispatchQueue?, _ limit: Duration, _ clock: any Clock<Duration>) {
        self.queue = queue
        self.limit = limit
        self.clock = clock
    }

    /// Reads where it is called, for callers whose thread may wait.
    package static let inPlace = CredentialReader(nil, .zero, ContinuousClock())

    /// The outcome of the work, or what `orElse` makes of having waited too long or of being stopped. Work that has begun
    /// goes on then; the next piece waits for it.
    package func read<Value: Sendable, Failure: Error>(
        orElse failure: @escaping @Sendable (CredentialFault) -> Failure,
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        guard let queue else { return try work() }
        let outcome = Promise<Result<Value, Failure>>()
        let result = await withTaskCancellationHandler {
            queue.async {
                guard !outcome.isKept else { return }
                outcome.keep(Result { () throws(Failure) in try work() })
            }
            return await withTaskGroup(of: Void.self) { group in
                group.addTask { [clock, limit] in
                    // Cancelled as soon as there is an outcome.
                    guard (try? await clock.sleep(for: limit)) != nil else { return }
                    outcome.keep(.failure(failure(.late(limit))))
                }
                defer { group.cancelAll() }
                return await outcome.value
            }
        } onCancel: {
            outcome.keep(.failure(failure(.stopped)))
        }
        return try result.get()
    }
}
