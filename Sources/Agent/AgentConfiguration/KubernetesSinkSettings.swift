package import SystemPackage

/// A Kubernetes API server.
package struct KubernetesSinkSettings: Hashable, Sendable {
    /// Absolute; absent where the usual places, or the pod's own account, are meant.
    package var kubeconfig: FilePath?
    /// Absent where the kubeconfig's current one is meant.
    package var context: String?

    package init() {}
}
