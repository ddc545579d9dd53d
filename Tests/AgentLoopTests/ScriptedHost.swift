import AgentLoop
import Hardware
import Synchronization
import TestSupport

/// A host that shows an inventory of the test's choice, and tells of each survey.
final class ScriptedHost: Sendable {
    private struct State {
        var view: Result<Inventory, Failure> = .success(Inventory())
        var isBlocked = false
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// How many surveys there were when this one began.
    let surveys = Feed<Int>()
    private let state = Mutex(State())
    private let count = Mutex(0)
    private let door = DispatchGate()

    init(_ inventory: Inventory = Inventory()) { show(inventory) }

    func show(_ inventory: Inventory) { state.withLock { $0.view = .success(inventory) } }

    func fail(_ reason: String) { state.withLock { $0.view = .failure(Failure(description: reason)) } }

    /// Surveys that begin from now on do not end, as with a driver that holds a lock.
    func block() { door.close() }

    func unblock() { door.open() }

    var surveyCount: Int { count.withLock(\.self) }

    func survey() throws -> Inventory {
        // First, so that a test which knows of the survey changes what the next one sees.
        let view = state.withLock(\.view)
        surveys.put(
            count.withLock { count in
                count += 1
                return count
            })
        door.pass()
        return try view.get()
    }
}
