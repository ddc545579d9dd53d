internal import Claims
internal import GRPCCore
internal import KubeletProtocol

/// What kubelets from 1.34 on call.
struct DRAService: DRA_V1_DRAPlugin.SimpleServiceProtocol {
    let answers: ClaimAnswers

    func nodePrepareResources(
        request: DRA_V1_NodePrepareResourcesRequest, context: ServerContext
    ) async throws -> DRA_V1_NodePrepareResourcesResponse {
        var response = DRA_V1_NodePrepareResourcesResponse()
        response.claims = await answers.prepare(request.claims.map(\.reference)).mapValues { answer in
            var entry = DRA_V1_NodePrepareResourceResponse()
            switch answer {
            case .success(let devices): entry.devices = devices.map(DRA_V1_Device.init)
            case .failure(let refusal): entry.error = refusal.sentence
            }
            return entry
        }
        return response
    }

    func nodeUnprepareResources(
        request: DRA_V1_NodeUnprepareResourcesRequest, context: ServerContext
    ) async throws -> DRA_V1_NodeUnprepareResourcesResponse {
        var response = DRA_V1_NodeUnprepareResourcesResponse()
        response.claims = await answers.unprepare(request.claims.map(\.reference)).mapValues { answer in
            var entry = DRA_V1_NodeUnprepareResourceResponse()
            if case .failure(let refusal) = answer { entry.error = refusal.sentence }
            return entry
        }
        return response
    }
}

extension DRA_V1_Claim {
    fileprivate var reference: ClaimReference { ClaimReference(namespace: namespace, name: name, uid: uid) }
}

extension DRA_V1_Device {
    fileprivate init(_ device: PreparedDevice) {
        self.init()
        requestNames = device.requests
        poolName = device.pool
        deviceName = device.device
        cdiDeviceIds = device.cdiDeviceIDs
        // Set even to nothing, it would be there, and a share.
        if let shareID = device.shareID { self.shareID = shareID }
    }
}
