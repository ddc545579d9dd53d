/// In which API version slices are written, and for which server.
package struct SliceDialect: Hashable, Sendable {
    package let apiVersion: APIVersion
    package let kubernetes: KubernetesVersion

    /// What is not given follows from the other: the newest server that has the API version, or the best version that
    /// the server has. Without either it is v1 for the newest release known.
    package init(
        apiVersion: APIVersion? = nil, kubernetes: KubernetesVersion? = nil
    ) throws(SliceError) {
        let server = kubernetes ?? apiVersion?.newestServer ?? .newestKnown
        let best = try APIVersion.best(for: server)
        self.apiVersion = apiVersion ?? best
        self.kubernetes = server
        guard self.apiVersion.isServed(by: server) else {
            throw .notServed(self.apiVersion, by: server, best: best)
        }
    }

    package var limits: SliceLimits { SliceLimits(kubernetes: kubernetes) }
}
