import Documents
import ResourceSlices
import Synchronization
import TestSupport

@testable import KubernetesAPI

/// A Kubernetes API server's behaviour for ResourceSlices, by the rules of its documentation, in memory.
final class TestCluster: Sendable {
    struct State {
        var minor = 36
        var versions: [APIVersion] = [.v1]
        var gates: Set<FeatureGate> = [.partitionableDevices, .deviceTaints]
        var nodes = ["node1": "node-uid-1"]
        /// User names by token.
        var users = ["admin-token": "admin"]
        var pageSize = 500
        /// Asked for each request.
        var fault: (@Sendable (ServerRequest) -> Fault?)?

        var objects: [String: JSONValue] = [:]
        var version = 1000
        var created = 0
        /// Newest last; what is older than `horizon` is forgotten.
        var events: [(version: Int, type: String, object: JSONValue)] = []
        var horizon = 1000
        var watchers: [Int: Watcher] = [:]
        var nextWatcher = 0

        var requests: [String] = []
        var writes = 0
        /// Documents that were sent, by API version.
        var sent: [JSONValue] = []
        var unknownFields: [String] = []
    }

    struct Watcher {
        let form: VersionForm
        let selector: [String: String]
        let send: @Sendable (String?) -> Void
    }

    private let state: Mutex<State>
    /// What happens, for tests that wait for it.
    let happened: AsyncStream<String>
    private let happening: AsyncStream<String>.Continuation

    init(_ change: (inout State) -> Void = { _ in }) {
        var state = State()
        change(&state)
        self.state = Mutex(state)
        (happened, happening) = AsyncStream.makeStream()
    }

    func with<Result: Sendable>(_ body: (inout sending State) -> sending Result) -> Result { state.withLock(body) }

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

    /// Waits for the next event of that beginning.
    func next(_ prefix: String) async {
        for await event in happened where event.hasPrefix(prefix) { return }
    }

    var slices: [StoredSlice] {
        with { $0.objects.values.compactMap { StoredSlice($0) }.sorted { $0.name < $1.name } }
    }

    var writes: Int { with { $0.writes } }

    func fault(for request: ServerRequest) -> Fault? {
        let fault = with { $0.fault }
        return fault?(request)
    }

    func answer(_ request: ServerRequest, send: @escaping @Sendable (String?) -> Void) -> ServerAnswer {
        let line = "\(request.method) /\(request.path.joined(separator: "/"))\(request.isWatch ? " watch" : "")"
        defer { happening.yield(line) }
        return with { state in
            state.requests.append(line)
            return state.answer(request, send: send)
        }
    }

    /// Others delete what they find, as the kubelet does when it starts.
    func wipe(node: String = "node1") {
        with { state in
            for (name, object) in state.objects where object["spec"]?["nodeName"]?.text == node { state.remove(name) }
        }
    }

    func remove(_ name: String) { change { $0.remove(name) } }

    func put(_ name: String, _ object: JSONValue) { change { $0.store(name, object) } }

    /// The server forgets all that happened and ends all watches with status 410.
    func expire() {
        with { state in
            state.horizon = state.version + 1
            state.version += 1
            state.events = []
            let gone = JSONValue.object([
                .init("type", "ERROR"),
                .init("object", ServerAnswer.statusObject(410, "Expired", "too old resource version")),
            ])
            for watcher in state.watchers.values {
                watcher.send(gone.compactJSONText + "\n")
                watcher.send(nil)
            }
            state.watchers = [:]
        }
    }

    /// The server ends all watches as it does after a while.
    func endWatches() {
        with { state in
            for watcher in state.watchers.values { watcher.send(nil) }
            state.watchers = [:]
        }
    }

    func bookmark() {
        with { state in
            for watcher in state.watchers.values {
                let object: JSONValue = [
                    "kind": "ResourceSlice", "metadata": ["resourceVersion": .string(String(state.version))],
                ]
                watcher.send((["type": "BOOKMARK", "object": object] as JSONValue).compactJSONText + "\n")
            }
        }
    }

    func endWatch(_ id: Int) { change { $0.watchers[id] = nil } }
}
