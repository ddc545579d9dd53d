import Claims
import Synchronization
import TestSupport

/// Prepares what a test wants, and says what it was asked for.
final class FakePreparation: ClaimPreparation {
    enum Call: Hashable, Sendable {
        case prepare(ClaimReference)
        case unprepare(ClaimReference)
    }

    private struct State {
        var devices: [String: [PreparedDevice]] = [:]
        var errors: [String: PreparationError] = [:]
        var gates: [String: Gate] = [:]
        var calls: [Call] = []
    }

    /// Each call when it begins.
    let calls = Feed<Call>()
    private let state = Mutex(State())

    func answer(_ uid: String, _ devices: [PreparedDevice]) { state.withLock { $0.devices[uid] = devices } }

    func refuse(_ uid: String, _ error: PreparationError) { state.withLock { $0.errors[uid] = error } }

    /// Holds up whatever is asked about the claim.
    func hold(_ uid: String) -> Gate {
        let gate = Gate()
        state.withLock { $0.gates[uid] = gate }
        return gate
    }

    var allCalls: [Call] { state.withLock(\.calls) }

    func prepare(_ claim: ClaimReference) async throws(PreparationError) -> [PreparedDevice] {
        try await perform(.prepare(claim), claim)
        return state.withLock { $0.devices[claim.uid] ?? [] }
    }

    func unprepare(_ claim: ClaimReference) async throws(PreparationError) {
        try await perform(.unprepare(claim), claim)
    }

    private func perform(_ call: Call, _ claim: ClaimReference) async throws(PreparationError) {
        let (gate, error) = state.withLock { state in
            state.calls.append(call)
            return (state.gates[claim.uid], state.errors[claim.uid])
        }
        calls.put(call)
        await gate?.pass()
        if let error { throw error }
    }
}

/// Lets those pass who come to it, once it is open.
final class Gate: Sendable {
    private let state = Mutex((isOpen: false, waiting: [CheckedContinuation<Void, Never>]()))

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            return state.waiting
        }
        for waiter in waiting { waiter.resume() }
    }

    func pass() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}

extension ClaimReference {
    init(_ uid: String) { self.init(namespace: "team", name: "claim-\(uid)", uid: uid) }
}

extension PreparedDevice {
    /// One device of a claim that has one request.
    init(_ device: String, of uid: String, shareID: String? = nil) {
        self.init(
            requests: ["gpu"], pool: "node", device: device, cdiDeviceIDs: ["apus.dev/claim=\(uid)-\(device)"],
            shareID: shareID)
    }
}
