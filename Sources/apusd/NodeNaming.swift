import AgentConfiguration
import Delivery
import Dispatch
import Hardware
import KubernetesAPI
import Logging
import ResourceSlices
import Synchronization

/// Finds the node's name, and says once where it comes from.
final class NodeNaming: Sendable {
    private struct State {
        var told: String?
        var isAsking = false
    }

    private let source: NodeNameSource
    private let environment: [String: String]
    private let logger: Logger
    private let queue = DispatchQueue(label: "apus.node-name")
    private let state = Mutex(State())

    init(_ source: NodeNameSource, environment: [String: String], logger: Logger) {
        self.source = source
        self.environment = environment
        self.logger = logger
    }

    /// Blocks, but hardly longer than a second.
    func name(of host: HostIdentity) throws -> NodeName {
        let found = try find(host)
        let text = "The node is called \(found.name) by \(found.source)."
        let isNew = state.withLock { state in
            defer { state.told = text }
            return state.told != text
        }
        if isNew { logger.notice("\(text)") }
        return found.name
    }

    private func find(_ host: HostIdentity) throws -> NodeNameSource.Found {
        if let told = try source.told() { return told }
        guard let cluster = source.cluster else { return try source.machine(host) }
        return try ask(cluster)
    }

    /// On a thread of its own: a kubeconfig on a file system that does not answer must not keep the survey waiting.
    private func ask(_ cluster: KubernetesSinkSettings) throws -> NodeNameSource.Found {
        let isFree = state.withLock { state in
            defer { state.isAsking = true }
            return !state.isAsking
        }
        guard isFree else { throw SlowKubeconfig() }
        let answer = Answer()
        queue.async { [self] in
            let outcome = Result { try identity(cluster) }
            state.withLock { $0.isAsking = false }
            answer.give(outcome)
        }
        guard let identity = answer.wait(atMost: .seconds(1)) else { throw SlowKubeconfig() }
        return try identity.get()
    }

    private func identity(_ cluster: KubernetesSinkSettings) throws -> NodeNameSource.Found {
        let access = try AccessSource(
            kubeconfig: cluster.kubeconfig, context: cluster.context, environment: environment)
        let identity = try NodeIdentity(access: access)
        return try NodeNameSource.checked(identity.name, from: identity.source)
    }

    private final class Answer: Sendable {
        private let given = Mutex<Result<NodeNameSource.Found, any Error>?>(nil)
        private let isThere = DispatchSemaphore(value: 0)

        func give(_ answer: Result<NodeNameSource.Found, any Error>) {
            given.withLock { $0 = answer }
            isThere.signal()
        }

        func wait(atMost limit: DispatchTimeInterval) -> Result<NodeNameSource.Found, any Error>? {
            _ = isThere.wait(timeout: .now() + limit)
            return given.withLock { $0 }
        }
    }
}

private struct SlowKubeconfig: Error, CustomStringConvertible {
    var description: String {
        "The kubeconfig has not been read yet. Check the file system that it is on, or set nodeName in the configuration."
    }
}
