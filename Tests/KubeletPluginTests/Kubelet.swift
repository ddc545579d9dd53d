import Claims
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import KubeletProtocol
import SystemPackage
import TestSupport
import Testing

/// Calls a plugin as a kubelet does.
struct Kubelet: Sendable {
    typealias Client = GRPCClient<HTTP2ClientTransport.Posix>

    /// Makes a connection of its own for `body`.
    static func connected<Result: Sendable>(
        to socket: FilePath, authority: String? = nil, _ body: (Client) async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup { group in
            let client = Client(
                transport: try .http2NIOPosix(
                    target: .unixDomainSocket(path: socket.string), transportSecurity: .plaintext,
                    config: .defaults {
                        $0.http2.authority = authority
                        $0.connection.maxIdleTime = nil
                    }))
            group.addTask { try await client.runConnections() }
            let result = try await body(client)
            client.beginGracefulShutdown()
            try await group.waitForAll()
            return result
        }
    }

    /// What the plugin says of itself. The registration socket sees its own path as the authority.
    static func info(at socket: FilePath) async throws -> Plugin_PluginInfo {
        try await connected(to: socket, authority: socket.string.replacing("/", with: "%2F")) { client in
            try await Plugin_Registration.Client(wrapping: client).getInfo(Plugin_InfoRequest())
        }
    }

    static func notify(_ socket: FilePath, registered: Bool, error: String = "") async throws {
        var status = Plugin_RegistrationStatus()
        status.pluginRegistered = registered
        status.error = error
        _ = try await connected(to: socket) { [status] client in
            try await Plugin_Registration.Client(wrapping: client).notifyRegistrationStatus(status)
        }
    }

    static func prepare(
        _ claims: [ClaimReference], at socket: FilePath
    ) async throws -> [String: DRA_V1_NodePrepareResourceResponse] {
        try await connected(to: socket, authority: "localhost") { try await prepare(claims, by: $0) }
    }

    static func prepare(
        _ claims: [ClaimReference], by client: Client
    ) async throws -> [String: DRA_V1_NodePrepareResourceResponse] {
        var request = DRA_V1_NodePrepareResourcesRequest()
        request.claims = claims.map(DRA_V1_Claim.init)
        return try await DRA_V1_DRAPlugin.Client(wrapping: client).nodePrepareResources(request).claims
    }

    static func unprepare(
        _ claims: [ClaimReference], at socket: FilePath
    ) async throws -> [String: DRA_V1_NodeUnprepareResourceResponse] {
        var request = DRA_V1_NodeUnprepareResourcesRequest()
        request.claims = claims.map(DRA_V1_Claim.init)
        return try await connected(to: socket, authority: "localhost") { [request] client in
            try await DRA_V1_DRAPlugin.Client(wrapping: client).nodeUnprepareResources(request).claims
        }
    }
}

extension DRA_V1_Claim {
    init(_ claim: ClaimReference) {
        self.init()
        namespace = claim.namespace
        name = claim.name
        uid = claim.uid
    }
}

extension DRA_V1beta1_Claim {
    init(_ claim: ClaimReference) {
        self.init()
        namespace = claim.namespace
        name = claim.name
        uid = claim.uid
    }
}

/// Bytes as they are on the wire.
struct RawBytes: MessageSerializer, MessageDeserializer {
    func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Bytes { Bytes(message) }

    func deserialize<Bytes: GRPCContiguousBytes>(_ serializedMessageBytes: Bytes) throws -> [UInt8] {
        serializedMessageBytes.withUnsafeBytes { Array($0) }
    }
}

extension Kubelet {
    /// Calls a method by its full name, with a message as it is on the wire.
    static func call(
        _ service: String, _ method: String, _ message: [UInt8], at socket: FilePath
    ) async throws -> [UInt8] {
        try await connected(to: socket) { client in
            try await client.unary(
                request: ClientRequest(message: message),
                descriptor: MethodDescriptor(fullyQualifiedService: service, method: method), serializer: RawBytes(),
                deserializer: RawBytes(), options: .defaults
            ) { try $0.message }
        }
    }
}
