import CLinux
import Dispatch
import Synchronization

/// Gives free memory back to the system once the agent is at rest. The C library would keep what a survey, a document and
/// a connection have used: with 650 functions ten megabytes, with ten thousand a hundred and sixty.
final class FreeMemory: Sendable {
    private let queue = DispatchQueue(label: "apus.memory")
    private let isDue = Mutex(false)

    /// The sinks, which come after the survey, are then done in most cases.
    private static let delay = DispatchTimeInterval.seconds(3)

    /// Surveys that follow one another meet one return.
    func returnSoon() {
        let isFirst = isDue.withLock { isDue in
            defer { isDue = true }
            return !isDue
        }
        guard isFirst else { return }
        queue.asyncAfter(deadline: .now() + Self.delay) { [self] in
            isDue.withLock { $0 = false }
            malloc_trim(0)
        }
    }
}
