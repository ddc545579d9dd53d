/// What a sink knows of the cluster that it writes to.
package struct ClusterFacts: Hashable, Sendable {
    /// The host and port of its API server.
    package var server: String
    /// What the server says that it is: `Kubernetes v1.34.2`; absent where it does not let us ask.
    package var release: String?
    /// `resource.k8s.io/v1`.
    package var apiVersion: String
    /// Feature gates without which the server drops fields of the slices.
    package var missingGates: [String]
    /// The pool as the cluster has it; absent until it was written or found complete.
    package var pool: Pool?

    package init(
        server: String, release: String? = nil, apiVersion: String, missingGates: [String] = [], pool: Pool? = nil
    ) {
        self.server = server
        self.release = release
        self.apiVersion = apiVersion
        self.missingGates = missingGates
        self.pool = pool
    }

    package struct Pool: Hashable, Sendable {
        package let name: String
        package let generation: Int64
        package let slices: Int
        package let devices: Int

        package init(name: String, generation: Int64, slices: Int, devices: Int) {
            self.name = name
            self.generation = generation
            self.slices = slices
            self.devices = devices
        }
    }
}
