internal import GRPCCore
private import Glibc
internal import KubeletProtocol

/// The health of devices, for kubelets of 1.34 to 1.36 and those that have not learnt the newer one.
struct HealthAlphaService: Health_V1alpha1_DRAResourceHealth.SimpleServiceProtocol {
    let reports: HealthReports

    func nodeWatchResources(
        request: Health_V1alpha1_NodeWatchResourcesRequest,
        response: RPCWriter<Health_V1alpha1_NodeWatchResourcesResponse>, context: ServerContext
    ) async throws {
        try await reports.send { devices in
            var list = Health_V1alpha1_NodeWatchResourcesResponse()
            list.devices = devices.map(Health_V1alpha1_DeviceHealth.init)
            try await response.write(list)
        }
    }
}

extension Health_V1alpha1_DeviceHealth {
    fileprivate init(_ device: DeviceHealth) {
        self.init()
        self.device.poolName = device.pool
        self.device.deviceName = device.device
        health =
            switch device.state {
            case .healthy: .healthy
            case .unhealthy: .unhealthy
            case .unknown: .unknown
            }
        message = device.message
        lastUpdatedTime = Int64(time(nil))
        healthCheckTimeoutSeconds = HealthReports.timeout.components.seconds
    }
}
