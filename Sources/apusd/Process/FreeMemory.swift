import AgentLoop
import CLinux
import Dispatch
import Synchronization

/// Gives free memory back to the system soon after something has happened, and once more when it is over. The C library
/// would keep what a survey, a document and a connection have used: with 650 functions ten megabytes, with ten thousand a
/// hundred and sixty.
final class FreeMemory: AgentObserver {
    private struct State {
        var isDue = false
        /// Something has happened since a return became due.
        var isInUse = false
        var hasReturned = false
    }

    private let queue = DispatchQueue(label: "apus.memory")
    private let state = Mutex(State())

    /// The sinks, which come after the survey, are then done in most cases.
    private static let delay = DispatchTimeInterval.seconds(3)

    func observe(_ event: AgentEvent) {
        switch event {
        case .turned, .heartbeat: return
        default: break
        }
        let isFirst = state.withLock { state in
            state.isInUse = state.isDue
            defer { state.isDue = true }
            return !state.isDue
        }
        if isFirst { returnSoon() }
    }

    private func returnSoon() {
        queue.asyncAfter(deadline: .now() + Self.delay) { [self] in
            let (isFirst, isInUse) = state.withLock { state in
                defer { state = State(isDue: state.isInUse, hasReturned: true) }
                return (!state.hasReturned, state.isInUse)
            }
            malloc_trim(0)
            if isFirst { ProgramCode.release() }
            if isInUse { returnSoon() }
        }
    }
}
