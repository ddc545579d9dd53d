internal import GRPCCore
internal import KubeletProtocol
internal import SystemPackage

/// Tells the kubelet who we are. It answers from what is known at the start: the kubelet waits for a second only.
struct RegistrationService: Plugin_Registration.SimpleServiceProtocol {
    let driver: String
    let endpoint: FilePath
    let reportsHealth: Bool
    let report: @Sendable (PluginEvent) -> Void

    func getInfo(request: Plugin_InfoRequest, context: ServerContext) async throws -> Plugin_PluginInfo {
        var info = Plugin_PluginInfo()
        info.type = "DRAPlugin"
        info.name = driver
        info.endpoint = endpoint.string
        info.supportedVersions = versions
        return info
    }

    func notifyRegistrationStatus(
        request: Plugin_RegistrationStatus, context: ServerContext
    ) async throws -> Plugin_RegistrationStatusResponse {
        report(request.pluginRegistered ? .registered : .registrationRefused(request.error))
        return Plugin_RegistrationStatusResponse()
    }

    /// The newest first: kubelets take the first that they know. They are not the names of the services on the wire.
    private var versions: [String] {
        ["v1.DRAPlugin", "v1beta1.DRAPlugin"]
            + (reportsHealth ? ["v1.DRAResourceHealth", "v1alpha1.DRAResourceHealth"] : [])
    }
}
