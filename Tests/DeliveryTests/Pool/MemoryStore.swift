import Delivery
import Files
import Synchronization
import SystemPackage

/// Kept state in memory, which can be damaged, or refuse to be read or written.
final class MemoryStore: GenerationStore {
    private struct State {
        var content: [UInt8]?
        var writes = 0
        var readError: StateError?
        var writeError: StateError?
    }

    private let state = Mutex(State())

    var text: String? { state.withLock { $0.content.map { String(decoding: $0, as: UTF8.self) } } }
    var writes: Int { state.withLock(\.writes) }

    func put(_ text: String) { state.withLock { $0.content = Array(text.utf8) } }

    func failReading(_ error: StateError?) { state.withLock { $0.readError = error } }

    func failWriting(_ error: StateError?) { state.withLock { $0.writeError = error } }

    func read() throws(StateError) -> [UInt8]? {
        let (content, error) = state.withLock { ($0.content, $0.readError) }
        if let error { throw error }
        return content
    }

    func write(_ content: [UInt8]) throws(StateError) {
        let error = state.withLock { state in
            if state.writeError == nil {
                state.content = content
                state.writes += 1
            }
            return state.writeError
        }
        if let error { throw error }
    }

    static let damaged = StateError.damaged("/var/lib/apus/generations")
    static let full = StateError.unwritable(.file("/var/lib/apus/generations", .write, .noSpace))
    static let unreadable = StateError.unreadable(.file("/var/lib/apus/generations", .read, .ioError))
}
