internal import GRPCCore
private import GRPCProtobuf
private import Glibc
internal import KubeletProtocol

/// The health of devices: kubelets from 1.37 on watch it by the name of v1, those of 1.34 to 1.36 and others that have not
/// learnt that one by the name of v1alpha1. The messages are the same.
struct HealthService: RegistrableRPCService {
    let reports: HealthReports

    func registerMethods(with router: inout RPCRouter<some ServerTransport>) {
        for method in [
            Health_V1_DRAResourceHealth.Method.NodeWatchResources.descriptor,
            Health_V1alpha1_DRAResourceHealth.Method.NodeWatchResources.descriptor,
        ] {
            router.registerHandler(
                forMethod: method, deserializer: ProtobufDeserializer<Health_V1_NodeWatchResourcesRequest>(),
                serializer: ProtobufSerializer<Health_V1_NodeWatchResourcesResponse>()
            ) { [reports] _, _ in
                StreamingServerResponse { writer in
                    try await reports.send { devices in
                        var list = Health_V1_NodeWatchResourcesResponse()
                        list.devices = devices.map(Health_V1_DeviceHealth.init)
                        try await writer.write(list)
                    }
                    return [:]
                }
            }
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
