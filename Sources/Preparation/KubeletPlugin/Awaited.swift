private import Synchronization

/// A value that comes once, and those who wait for it.
final class Awaited<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var waiting: [Int: CheckedContinuation<Value?, Never>] = [:]
        var count = 0
    }

    private let state = Mutex(State())

    init() {}

    /// Only the first value counts.
    func fulfil(_ value: Value) {
        let waiting = state.withLock { state in
            guard state.value == nil else { return [CheckedContinuation<Value?, Never>]() }
            defer { state.waiting = [:] }
            state.value = value
            return Array(state.waiting.values)
        }
        for waiter in waiting { waiter.resume(returning: value) }
    }

    /// Returns when it is there, or nil when the task is cancelled or patience has come to its end.
    func value(within patience: Patience? = nil) async -> Value? {
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Value?? = state.withLock { state in
                    if let value = state.value { return .some(value) }
                    if Task.isCancelled { return .some(nil) }
                    state.waiting[number] = continuation
                    return nil
                }
                if let answer {
                    continuation.resume(returning: answer)
                } else {
                    patience?.watch { [weak self] in
                        self?.isAwaited(by: number) != true
                    } end: { [weak self] in
                        self?.leave(number)
                    }
                }
            }
        } onCancel: {
            leave(number)
        }
    }

    private func isAwaited(by number: Int) -> Bool { state.withLock { $0.waiting[number] != nil } }

    private func leave(_ number: Int) {
        state.withLock { $0.waiting.removeValue(forKey: number) }?.resume(returning: nil)
    }
}
