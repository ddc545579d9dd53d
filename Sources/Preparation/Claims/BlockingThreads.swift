private import Dispatch

/// Does work that waits for the disk on threads of its own, several pieces at once. The few threads that all tasks share
/// stay free.
struct BlockingThreads: Sendable {
    private let queue: DispatchQueue

    init(_ label: String) { queue = DispatchQueue(label: label, attributes: .concurrent) }

    /// Work that has begun is done, whether or not anybody still wants it.
    func run<Value: Sendable, Failure: Error>(
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Result { () throws(Failure) in try work() }) }
        }
        return try result.get()
    }
}
