import Dispatch
import Synchronization

/// Holds up threads, not tasks, while it is closed.
final class DispatchGate: Sendable {
    private let isClosed = Mutex(false)
    private let semaphore = DispatchSemaphore(value: 0)

    func close() { isClosed.withLock { $0 = true } }

    func open() {
        isClosed.withLock { $0 = false }
        semaphore.signal()
    }

    func pass() { if isClosed.withLock(\.self) { semaphore.wait() } }
}
