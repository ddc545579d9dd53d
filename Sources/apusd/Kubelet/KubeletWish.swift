import AgentConfiguration
import Glibc
import Hardware
import KubeletPlugin
import ResourceSlices
import SystemPackage

/// What the configuration says about serving the kubelet. Anything else may change without a new registration.
struct KubeletWish: Hashable, Sendable {
    let plugin: PluginSettings
    let driver: DriverName
    let cdiDirectory: FilePath
    let driverRoles: Set<DriverFiles.Role>
    let physicalFunctions: PhysicalFunctionPolicy
    let naming: NodeNameSource

    /// Nil where the kubelet is not served.
    init?(_ configuration: Configuration, environment: [String: String]) {
        guard configuration.servesKubelet else { return nil }
        plugin = PluginSettings(
            driver: configuration.driver.description,
            directory: configuration.kubeletDirectory ?? Self.standardDirectory, instance: environment["POD_UID"],
            reportsHealth: configuration.reportsHealth)
        driver = configuration.driver
        cdiDirectory = configuration.cdiDirectory
        driverRoles = configuration.nvidiaRoles
        physicalFunctions = configuration.physicalFunctionWithVFs
        naming = NodeNameSource(configuration, variable: environment["NODE_NAME"])
    }

    /// Where kubelets keep their plugins: the standard place, which k3s and RKE2 share, that of k0s and that of MicroK8s.
    private static let directories: [FilePath] = [
        "/var/lib/kubelet", "/var/lib/k0s/kubelet", "/var/snap/microk8s/common/var/lib/kubelet",
    ]

    /// The first that is there. Where none is, a kubelet will make the first.
    private static var standardDirectory: FilePath {
        directories.first { unsafe access($0.string, F_OK) == 0 } ?? directories[0]
    }
}
