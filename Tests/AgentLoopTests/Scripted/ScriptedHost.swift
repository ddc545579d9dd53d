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
    /// Each time that the driver is asked.
    let questions = Feed<Void>()
    private let door = DispatchGate()
    private let driver = DispatchGate()
    private let memory = Mutex<UInt64?>(nil)

    init(_ inventory: Inventory = Inventory()) { show(inventory) }

    func show(_ inventory: Inventory) { state.withLock { $0.view = .success(inventory) } }

    func fail(_ reason: String) { state.withLock { $0.view = .failure(Failure(description: reason)) } }

    /// Surveys that begin from now on do not end, as with a driver that holds a lock.
    func block() { door.close() }

    func unblock() { door.open() }

    /// The driver does not answer from now on.
    func silenceDriver() { driver.close() }

    func answer(memory bytes: UInt64) {
        memory.withLock { $0 = bytes }
        driver.open()
    }

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

    /// What a driver tells of the memory of the cards, none where nothing was told to it.
    func completing(_ inventory: Inventory) -> Inventory {
        questions.put(())
        driver.pass()
        guard let bytes = memory.withLock(\.self) else { return inventory }
        return inventory.with(
            accelerators: inventory.accelerators.map { card in
                var card = card
                card.memory = DeviceMemory(bytes: bytes, source: .drmQuery)
                return card
            })
    }
}
