package import SystemPackage

/// Which kubelet is served, and under which name.
package struct PluginSettings: Hashable, Sendable {
    package let driver: String
    /// The kubelet's `--root-dir`.
    package let directory: FilePath
    /// Tells instances apart of which one takes over from another: the pod's UID.
    package let instance: String?
    package let reportsHealth: Bool
    /// How long the kubelet waits for an answer. It gives up after 45 s, and has other drivers to ask.
    package let patience: Duration

    package init(
        driver: String, directory: FilePath, instance: String? = nil, reportsHealth: Bool = true,
        patience: Duration = .seconds(20)
    ) {
        self.driver = driver
        self.directory = directory
        self.instance = instance
        self.reportsHealth = reportsHealth
        self.patience = patience
    }
}
