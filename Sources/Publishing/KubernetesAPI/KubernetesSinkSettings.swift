package import SystemPackage

/// How a sink reaches a cluster, and how gently.
package struct KubernetesSinkSettings: Hashable, Sendable {
    /// nil looks in the usual places.
    package var kubeconfig: FilePath?
    /// nil takes the kubeconfig's current context.
    package var context: String?
    /// The first request waits a random part of it, so that agents that start together do not ask together.
    package var startSpread: Duration
    /// How many requests a second, once a burst of them is used up.
    package var requestsPerSecond: Double
    package var requestBurst: Int
    /// The environment in which KUBECONFIG, HOME and a pod's addresses are looked up.
    package var environment: [String: String]
    /// Where a pod finds its service account.
    var serviceAccount = ServiceAccount.standardDirectory

    package init(
        kubeconfig: FilePath? = nil, context: String? = nil, startSpread: Duration = .seconds(5),
        requestsPerSecond: Double = 10, requestBurst: Int = 50, environment: [String: String]
    ) {
        self.kubeconfig = kubeconfig
        self.context = context
        self.startSpread = startSpread
        self.requestsPerSecond = requestsPerSecond
        self.requestBurst = requestBurst
        self.environment = environment
    }
}
