import AgentConfiguration
private import Synchronization

/// Where everybody leaves what the loop has to know. Posting never waits, and the inbox stays small however many post:
/// notices of one kind merge.
package final class Inbox: Sendable {
    private struct State {
        var notices = Notices()
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    package init() {}

    /// Asks for the configuration to be read again.
    package func reload() { post { $0.reload = true } }

    func post(_ change: (inout Notices) -> Void) {
        let waiter = state.withLock { state in
            change(&state.notices)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Everything that has come since the last time.
    func take() -> Notices {
        state.withLock { state in
            defer { state.notices = Notices() }
            return state.notices
        }
    }

    /// Returns when there is something, at the instant, or when the task is cancelled; only one task may wait.
    func wait<C: Clock>(until deadline: C.Instant?, _ clock: C) async where C.Duration == Duration {
        guard let deadline else { return await wait() }
        guard clock.now < deadline else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait() }
            group.addTask {
                // Being cancelled is what ends the sleep when something comes.
                try? await clock.sleep(until: deadline, tolerance: nil)
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    guard state.notices.isEmpty, !Task.isCancelled else { return true }
                    state.waiter = continuation
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }
    }
}

/// What has reached the loop since it last looked into its inbox. Any number of the same kind is one.
struct Notices: Sendable {
    /// How many changes came from where: a subsystem of the kernel, `directory`, a sink.
    var changes: [String: Int] = [:]
    /// How many times changes were lost, because they came faster than they were read.
    var overruns = 0
    /// Something happened in a directory of CDI specs.
    var specDirectoryChanged = false
    /// A person asks for the configuration to be read again.
    var reload = false
    /// How many sources began to listen, so that what came before has to be surveyed.
    var listening = 0
    /// The end of the work; there is one piece at a time.
    var completion: Completion?

    var isEmpty: Bool {
        changes.isEmpty && overruns == 0 && !specDirectoryChanged && !reload && listening == 0 && completion == nil
    }

    mutating func add(changeFrom source: String) { changes[source, default: 0] += 1 }
}

/// What a piece of work came to.
enum Completion: Sendable {
    case reported(PipelineReport)
    /// The configuration was read again; or why the old one stays in force.
    case reloaded(Result<Configuration, ConfigurationRefusal>)
}
