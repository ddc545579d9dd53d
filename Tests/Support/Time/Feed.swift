private import Synchronization

/// What happens, one after the other, for one test that waits for it; nothing is lost before it asks.
package final class Feed<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var waiting: CheckedContinuation<Element?, Never>?
    }

    private let state = Mutex(State())

    package init() {}

    /// What has happened and nobody has asked for yet.
    package var unread: [Element] { state.withLock(\.elements) }

    package func put(_ element: Element) {
        let waiting = state.withLock { state in
            defer { state.waiting = nil }
            if state.waiting == nil { state.elements.append(element) }
            return state.waiting
        }
        waiting?.resume(returning: element)
    }

    /// The next one, as soon as there is one; nil when the test has waited for too long and is cancelled.
    package func next() async -> Element? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Element?? = state.withLock { state in
                    if !state.elements.isEmpty { return .some(state.elements.removeFirst()) }
                    if Task.isCancelled { return .some(nil) }
                    state.waiting = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                defer { state.waiting = nil }
                return state.waiting
            }
            waiting?.resume(returning: nil)
        }
    }
}
