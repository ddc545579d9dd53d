private import Glibc
private import Synchronization

/// Lets as many programs run at once as there are processors, and two at least: hundreds of tests that begin together would
/// start theirs together, too, and each would wait for all.
enum ProgramTurns {
    private struct State {
        var free = max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private static let state = Mutex(State())

    static func run<Value>(_ program: () async throws -> Value) async rethrows -> Value {
        await begin()
        defer { end() }
        return try await program()
    }

    private static func begin() async {
        await withCheckedContinuation { turn in
            let isFree = state.withLock { state in
                guard state.free > 0 else {
                    state.waiting.append(turn)
                    return false
                }
                state.free -= 1
                return true
            }
            if isFree { turn.resume() }
        }
    }

    private static func end() {
        let next = state.withLock { state in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() as CheckedContinuation<Void, Never>? }
            state.free += 1
            return nil
        }
        next?.resume()
    }
}
