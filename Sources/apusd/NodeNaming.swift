import AgentConfiguration
import Hardware
import KubernetesAPI
import Logging
import ResourceSlices
import Synchronization

/// Finds the node's name: what the configuration or NODE_NAME says; in a cluster, who the cluster takes this node for;
/// elsewhere the machine's own name.
final class NodeNaming: Sendable {
    private let configuration: Configuration
    private let environment: [String: String]
    private let logger: Logger
    private let told = Mutex<String?>(nil)

    init(_ configuration: Configuration, environment: [String: String], logger: Logger) {
        self.configuration = configuration
        self.environment = environment
        self.logger = logger
    }

    func name(of host: HostIdentity) throws -> NodeName {
        let (name, source) = try find(host)
        let text = "The node is called \(name) by \(source)."
        let isNew = told.withLock { told in
            defer { told = text }
            return told != text
        }
        if isNew { logger.notice("\(text)") }
        return name
    }

    private func find(_ host: HostIdentity) throws -> (NodeName, source: String) {
        for sink in configuration.sinks {
            guard case .kubernetes(let settings) = sink.destination else { continue }
            let access = try AccessSource(
                kubeconfig: settings.kubeconfig, context: settings.context, environment: environment)
            let node = try NodeIdentity(configured: configuration.nodeName?.description, access: access)
            return (node.name, node.source)
        }
        if let name = configuration.nodeName { return (name, "the configuration") }
        if let name = environment["NODE_NAME"], !name.isEmpty {
            return (try NodeName(name), "the environment variable NODE_NAME")
        }
        guard let name = host.name else { throw NamelessNode() }
        return (try NodeName(name.lowercased()), "the machine itself")
    }
}

/// Slices need a node's name, and none is known.
private struct NamelessNode: Error, CustomStringConvertible {
    var description: String { "The machine does not say its name. Set nodeName in the configuration." }
}
