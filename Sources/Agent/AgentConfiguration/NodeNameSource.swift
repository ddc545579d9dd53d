package import Delivery
package import Hardware
package import ResourceSlices

/// Where a node's name in Kubernetes comes from: the configuration; else NODE_NAME; else, where slices go to a cluster,
/// whom the cluster takes this node for; else the machine itself. Every program asks here.
package struct NodeNameSource: Hashable, Sendable {
    package struct Found: Hashable, Sendable {
        package let name: NodeName
        /// For people: `the configuration`.
        package let source: String

        package init(_ name: NodeName, from source: String) {
            self.name = name
            self.source = source
        }
    }

    private let configured: NodeName?
    private let variable: String?
    /// The cluster that gets the slices.
    package let cluster: KubernetesSinkSettings?

    /// `variable` is the value of NODE_NAME.
    package init(_ configuration: Configuration, variable: String?) {
        configured = configuration.nodeName
        self.variable = variable
        cluster =
            configuration.sinks.lazy.compactMap { sink in
                if case .kubernetes(let settings) = sink.destination { settings } else { nil }
            }.first
    }

    /// What was said without asking anybody.
    package func told() throws(NodeNameError) -> Found? {
        if let configured { return Found(configured, from: "the configuration") }
        guard let variable, !variable.isEmpty else { return nil }
        return try Self.checked(variable, from: "the environment variable NODE_NAME")
    }

    package func machine(_ host: HostIdentity) throws(NodeNameError) -> Found {
        guard let name = host.name else { throw .nameless }
        return try Self.checked(name.lowercased(), from: "the machine itself")
    }

    package static func checked(_ name: String, from source: String) throws(NodeNameError) -> Found {
        guard let name = try? NodeName(name) else { throw .unusable(name, from: source) }
        return Found(name, from: source)
    }
}

/// Why a node has no name.
package enum NodeNameError: Error, Hashable, Sendable, CustomStringConvertible {
    case nameless
    case unusable(String, from: String)

    package var description: String {
        switch self {
        case .nameless:
            "The machine does not say its name. Set nodeName in the configuration or the environment variable NODE_NAME."
        case .unusable(let name, let source):
            "The node name \"\(name)\" from \(source) is no name of a node. Give the one that \"kubectl get nodes\" shows."
        }
    }
}
