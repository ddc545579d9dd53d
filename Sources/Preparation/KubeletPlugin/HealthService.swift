internal import GRPCCore
private import Glibc
internal import KubeletProtocol

/// The health of devices, for kubelets from 1.37 on.
struct HealthService: Health_V1_DRAResourceHealth.SimpleServiceProtocol {
    let reports: HealthReports

    func nodeWatchResources(
        request: Health_V1_NodeWatchResourcesRequest,
        response: RPCWriter<Health_V1_NodeWatchResourcesResponse>, context: ServerContext
    ) async throws {
        try await reports.send { devices in
            var list = Health_V1_NodeWatchResourcesResponse()
            list.devices = devices.map(Health_V1_DeviceHealth.init)
            try await response.write(list)
        }
    }
}

extension Health_V1_DeviceHealth {
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
