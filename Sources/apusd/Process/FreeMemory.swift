import CLinux
import Dispatch
import Synchronization

/// Gives free memory back to the system once the agent is at rest. The C library would keep what a survey, a document and
/// a connection have used: with 650 functions ten megabytes, with ten thousand a hundred and sixty.
final class FreeMemory: Sendable {
    private struct State {
        var isDue = false
        var hasRested = false
    }

    private let queue = DispatchQueue(label: "apus.memory")
    private let state = Mutex(State())

    /// The sinks, which come after the survey, are then done in most cases.
    private static let delay = DispatchTimeInterval.seconds(3)

    /// Surveys that follow one another meet one return.
    func returnSoon() {
        let isFirst = state.withLock { state in
            defer { state.isDue = true }
            return !state.isDue
        }
        guard isFirst else { return }
        queue.asyncAfter(deadline: .now() + Self.delay) { [self] in
            let isStart = state.withLock { state in
                defer { state = State(isDue: false, hasRested: true) }
                return !state.hasRested
            }
            malloc_trim(0)
            if isStart { ProgramCode.release() }
        }
    }
}
