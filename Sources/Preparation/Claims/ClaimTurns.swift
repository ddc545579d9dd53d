private import Synchronization

/// Lets those who work on the same claim do so one after the other, in the order in which they came.
final class ClaimTurns: Sendable {
    /// By the UID of a claim that somebody works on, those who wait.
    private let waiting = Mutex<[String: [CheckedContinuation<Void, Never>]]>([:])

    func begin(_ uid: String) async {
        await withCheckedContinuation { continuation in
            let isFree = waiting.withLock { waiting in
                guard waiting[uid] != nil else {
                    waiting[uid] = []
                    return true
                }
                waiting[uid]?.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    func end(_ uid: String) {
        let next: CheckedContinuation<Void, Never>? = waiting.withLock { waiting in
            guard waiting[uid]?.isEmpty == false else {
                waiting[uid] = nil
                return nil
            }
            return waiting[uid]?.removeFirst()
        }
        next?.resume()
    }
}
