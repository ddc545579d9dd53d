package import Documents
package import ResourceSlices
private import Synchronization

/// A Kubernetes API server's behaviour for ResourceSlices, by the rules of its documentation, in memory.
package final class TestCluster: Sendable {
    package struct State {
        package var minor = 37
        package var versions: [APIVersion] = [.v1]
        package var gates = Set(ServerGate.allCases.filter { !$0.isAlpha })
        package var nodes = ["node1": "node-uid-1"]
        /// User names by token.
        package var users = ["admin-token": "admin"]
        /// Client certificates that open nothing any more.
        package var revoked: Set<ClientCertificate> = []
        package var pageSize = 500
        /// How many requests it will refuse because it has just started and has not read its roles yet.
        package var refusalsLeft = 0
        /// Asked for each request.
        package var fault: (@Sendable (ServerRequest) -> Fault?)?
        /// Whether the node authorizer has not heard of new slices yet, as it is for a moment in each cluster.
        package var isAuthorizerLate = false

        package internal(set) var objects: [String: JSONValue] = [:]
        /// By namespace and name, `team/gpu`.
        package var claims: [String: JSONValue] = [:]
        /// The claims that a node's kubelet may read, since its pods use them.
        package var claimsByNode: [String: Set<String>] = [:]
        /// The names of a node's slices: a thousand agents ask for nothing else.
        var namesByNode: [String: Set<String>] = [:]
        package var version = 1000
        var created = 0
        /// What was created while the authorizer was late.
        var unheardOf: Set<String> = []
        /// Newest last; what is older than `horizon` is forgotten.
        package var events: [(version: Int, type: String, object: JSONValue)] = []
        package var horizon = 1000
        var watchers = WatcherTable()
        var nextWatcher = 0

        package var requests: [String] = []
        /// Who asked last.
        package var lastUser = ""
        package var lastUserAgent = ""
        package internal(set) var writes = 0
        /// When the last of them was done.
        package internal(set) var lastWrite = ContinuousClock.now
        /// Documents that were sent, by API version.
        package var sent: [JSONValue] = []
        package var unknownFields: [String] = []
    }

    struct Watcher {
        let form: VersionForm
        let selector: SliceSelector
        let send: @Sendable (String?) -> Void
    }

    private let state: Mutex<State>
    /// What happens, for tests that wait for it.
    package let happened: AsyncStream<String>
    private let happening: AsyncStream<String>.Continuation

    package init(_ change: (inout State) -> Void = { _ in }) {
        var state = State()
        change(&state)
        self.state = Mutex(state)
        (happened, happening) = AsyncStream.makeStream()
    }

    package func with<Result: Sendable>(_ body: (inout sending State) -> sending Result) -> Result {
        state.withLock(body)
    }

    package func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

    /// Waits for the next event of that beginning.
    package func next(_ prefix: String) async {
        for await event in happened where event.hasPrefix(prefix) { return }
    }

    package var writes: Int { with { $0.writes } }

    package func fault(for request: ServerRequest) -> Fault? {
        let fault = with { $0.fault }
        return fault?(request)
    }

    package func answer(_ request: ServerRequest, send: @escaping @Sendable (String?) -> Void) -> ServerAnswer {
        let line = "\(request.method) /\(request.path.joined(separator: "/"))\(request.isWatch ? " watch" : "")"
        defer { happening.yield(line) }
        return with { state in
            state.requests.append(line)
            return state.answer(request, send: send)
        }
    }

    /// Others delete what they find, as the kubelet does when it starts.
    package func wipe(node: String = "node1") {
        with { state in
            for (name, object) in state.objects where object["spec"]?["nodeName"]?.text == node { state.remove(name) }
        }
    }

    /// The node authorizer has heard of all slices.
    package func authorizerCatchesUp() {
        change { state in
            state.isAuthorizerLate = false
            state.unheardOf = []
        }
    }

    package func remove(_ name: String) { change { $0.remove(name) } }

    package func put(_ name: String, _ object: JSONValue) { change { $0.store(name, object) } }

    /// The server forgets all that happened and ends all watches with status 410.
    package func expire() {
        with { state in
            state.horizon = state.version + 1
            state.version += 1
            state.events = []
            let gone = JSONValue.object([
                .init("type", "ERROR"),
                .init("object", ServerAnswer.statusObject(410, "Expired", "too old resource version")),
            ])
            for (_, watcher) in state.watchers.sorted(by: { $0.key < $1.key }) {
                watcher.send(gone.compactJSONText + "\n")
                watcher.send(nil)
            }
            state.watchers = [:]
        }
    }

    /// The server ends, which cuts all watches, and starts again as it is then. Like real ones it refuses everything for
    /// a moment.
    package func restart(refusing count: Int = 0, _ change: (inout State) -> Void = { _ in }) {
        state.withLock { state in
            for watcher in state.watchers.values { watcher.send(nil) }
            state.watchers = [:]
            change(&state)
            state.refusalsLeft = count
        }
    }

    /// The server ends all watches as it does after a while.
    package func endWatches() {
        with { state in
            for watcher in state.watchers.values { watcher.send(nil) }
            state.watchers = [:]
        }
    }

    package func bookmark() {
        with { state in
            for watcher in state.watchers.values {
                let object: JSONValue = [
                    "kind": "ResourceSlice", "metadata": ["resourceVersion": .string(String(state.version))],
                ]
                watcher.send((["type": "BOOKMARK", "object": object] as JSONValue).compactJSONText + "\n")
            }
        }
    }

    package var watchers: Int { with { $0.watchers.count } }

    package func endWatch(_ id: Int) { change { $0.watchers[id] = nil } }
}

extension TestCluster {
    /// How many devices all slices have together.
    package var devices: Int {
        with { $0.objects.values.reduce(0) { $0 + ($1["spec"]?["devices"]?.elements.count ?? 0) } }
    }
}
