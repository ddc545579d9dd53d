import AgentLoop
import Hardware
import Synchronization
import TestSupport

/// A host that shows what a test says, and tells each time it was looked at.
final class ScriptedHost: Sendable {
    private struct State {
        var view: Result<Inventory, Failure> = .success(Inventory())
        var isBlocked = false
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// How many looks there were when this one began.
    let looks = Feed<Int>()
    private let state = Mutex(State())
    private let count = Mutex(0)
    private let door = DispatchGate()

    init(_ inventory: Inventory = Inventory()) { show(inventory) }

    func show(_ inventory: Inventory) { state.withLock { $0.view = .success(inventory) } }

    func fail(_ reason: String) { state.withLock { $0.view = .failure(Failure(description: reason)) } }

    /// Looks that begin from now on do not end, as with a driver that holds a lock.
    func block() { door.close() }

    func unblock() { door.open() }

    var lookCount: Int { count.withLock(\.self) }

    func look() throws -> Inventory {
        // First, so that a test which knows of the look changes what the next one sees.
        let view = state.withLock(\.view)
        looks.put(
            count.withLock { count in
                count += 1
                return count
            })
        door.pass()
        return try view.get()
    }
}
