import Documents
import Hardware
import ResourceSlices
import Testing

/// A server and how its slices are asked for; one row of many tests.
struct Server: CustomTestStringConvertible {
    let apiVersion: APIVersion
    let minor: Int

    var kubernetes: KubernetesVersion { KubernetesVersion(major: 1, minor: minor) }
    var hasCounters: Bool { minor >= 33 }
    var testDescription: String { "\(apiVersion) of 1.\(minor)" }

    /// Every release with every API version that it has, as the API's history lists them.
    static let all: [Server] =
        [(.v1alpha3, 31...33), (.v1beta1, 32...37), (.v1beta2, 33...37), (.v1, 34...37)]
        .flatMap { (version: APIVersion, minors: ClosedRange<Int>) in
            minors.map { Server(apiVersion: version, minor: $0) }
        }

    /// The newest release of each API version.
    static let newest = [(APIVersion.v1alpha3, 33), (.v1beta1, 37), (.v1beta2, 37), (.v1, 37)]
        .map { Server(apiVersion: $0.0, minor: $0.1) }

    func renderer(
        _ policy: PhysicalFunctionPolicy = .hide, node: String = "node1", driver: String = "gpu.apus.dev"
    ) throws -> SliceRenderer {
        try SliceRenderer(
            driver: DriverName(driver), nodeName: NodeName(node),
            dialect: SliceDialect(apiVersion: apiVersion, kubernetes: kubernetes), policy: policy)
    }

    func documents(of inventory: Inventory, _ policy: PhysicalFunctionPolicy = .hide) throws -> [JSONValue] {
        try documents(renderer(policy).render(inventory).slices)
    }

    func documents(_ slices: [ResourceSlice]) -> [JSONValue] {
        PoolSnapshot(slices, generation: 1).documents(apiVersion)
    }
}

/// A policy on a server that has what the policy needs.
struct Setting: CustomTestStringConvertible {
    let server: Server
    let policy: PhysicalFunctionPolicy

    var testDescription: String { "\(policy.rawValue), \(server.testDescription)" }

    static let all = Server.all.flatMap { server in
        PhysicalFunctionPolicy.allCases.filter { $0 != .counters || server.hasCounters }
            .map { Setting(server: server, policy: $0) }
    }
}

extension JSONValue {
    /// Follows names; `spec.pool.name`.
    func at(_ path: String) -> JSONValue? {
        path.split(separator: ".").reduce(self as JSONValue?) { $0?[String($1)] }
    }
}
