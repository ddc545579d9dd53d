internal import Claims
internal import GRPCCore
private import GRPCProtobuf
internal import KubeletProtocol
private import SwiftProtobuf

/// What kubelets call: those from 1.34 on by the name of v1, those before by that of v1beta1. The messages of v1beta1 are
/// those of v1 without the shares, on the wire too, so one service has both names.
struct DRAService: RegistrableRPCService {
    let answers: ClaimAnswers

    func registerMethods(with router: inout RPCRouter<some ServerTransport>) {
        register(DRA_V1_DRAPlugin.Method.NodePrepareResources.descriptor, with: &router) {
            await prepare($0, hasShares: true)
        }
        register(DRA_V1beta1_DRAPlugin.Method.NodePrepareResources.descriptor, with: &router) {
            await prepare($0, hasShares: false)
        }
        register(DRA_V1_DRAPlugin.Method.NodeUnprepareResources.descriptor, with: &router, unprepare)
        register(DRA_V1beta1_DRAPlugin.Method.NodeUnprepareResources.descriptor, with: &router, unprepare)
    }

    private func register<Request: Message, Response: Message>(
        _ method: MethodDescriptor, with router: inout RPCRouter<some ServerTransport>,
        _ answer: @escaping @Sendable (Request) async -> Response
    ) {
        router.registerHandler(
            forMethod: method, deserializer: ProtobufDeserializer<Request>(),
            serializer: ProtobufSerializer<Response>()
        ) { request, _ in
            let request = try await ServerRequest(stream: request)
            return StreamingServerResponse(single: ServerResponse(message: await answer(request.message)))
        }
    }

    private func prepare(
        _ request: DRA_V1_NodePrepareResourcesRequest, hasShares: Bool
    ) async -> DRA_V1_NodePrepareResourcesResponse {
        var response = DRA_V1_NodePrepareResourcesResponse()
        response.claims = await answers.prepare(request.claims.map(\.reference)).mapValues { answer in
            var entry = DRA_V1_NodePrepareResourceResponse()
            switch answer {
            case .success(let devices): entry.devices = devices.map { DRA_V1_Device($0, hasShares: hasShares) }
            case .failure(let refusal): entry.error = refusal.sentence
            }
            return entry
        }
        return response
    }

    private func unprepare(
        _ request: DRA_V1_NodeUnprepareResourcesRequest
    ) async -> DRA_V1_NodeUnprepareResourcesResponse {
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
    fileprivate init(_ device: PreparedDevice, hasShares: Bool) {
        self.init()
        requestNames = device.requests
        poolName = device.pool
        deviceName = device.device
        cdiDeviceIds = device.cdiDeviceIDs
        // Set even to nothing, it would be there, and a share.
        if hasShares, let shareID = device.shareID { self.shareID = shareID }
    }
}
