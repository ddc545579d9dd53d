private import Dispatch

/// A thread's worth of work that may block, such as reading files of devices whose drivers are busy: it must not hold up
/// the few threads that all tasks share.
struct BlockingQueue: Sendable {
    private let queue: DispatchQueue

    init(_ label: String) { queue = DispatchQueue(label: label) }

    /// Runs work after what was given before it, and returns what it came to.
    func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work()) }
        }
    }
}
