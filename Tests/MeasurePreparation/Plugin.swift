import GRPCCore
import GRPCNIOTransportHTTP2Posix
import KubeletPlugin
import KubeletProtocol
import Measurement
import NIOCore
import NIOPosix

/// The plugin of an apusd, called as a kubelet does.
struct Plugin: Sendable {
    typealias Client = GRPCClient<HTTP2ClientTransport.Posix>

    private let plugin: DRA_V1_DRAPlugin.Client<HTTP2ClientTransport.Posix>

    static func connected(to socket: String, _ body: (Plugin) async throws -> Void) async throws {
        try await withClient(of: socket) { try await body(Plugin(plugin: DRA_V1_DRAPlugin.Client(wrapping: $0))) }
    }

    func prepare(_ claim: Claim) async throws {
        var request = DRA_V1_NodePrepareResourcesRequest()
        request.claims = [claim.message]
        guard let entry = try await plugin.nodePrepareResources(request).claims[claim.uid], !entry.devices.isEmpty
        else {
            throw MeasureError("Preparing the claim \(claim.name)")
        }
    }

    func unprepare(_ claim: Claim) async throws {
        var request = DRA_V1_NodeUnprepareResourcesRequest()
        request.claims = [claim.message]
        guard try await plugin.nodeUnprepareResources(request).claims[claim.uid]?.error == "" else {
            throw MeasureError("Undoing the claim \(claim.name)")
        }
    }
}

/// The floor: the same transport on a loop of its own, and nothing behind it.
struct Echo: Sendable {
    private let plugin: Plugin_Registration.Client<HTTP2ClientTransport.Posix>

    private static let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    static func serve(at socket: String, _ body: (Echo) async throws -> Void) async throws {
        let server = GRPCServer(
            transport: .http2NIOPosix(
                address: .unixDomainSocket(path: socket), transportSecurity: .plaintext,
                config: .defaults { $0.connection.flushCoalescing = nil }, eventLoopGroup: loop),
            services: [Nothing()])
        try await withThrowingTaskGroup { group in
            group.addTask(executorPreference: LoopExecutor(loop.any())) { try await server.serve() }
            _ = try await server.transport.listeningAddress
            try await withClient(of: socket) {
                try await body(Echo(plugin: Plugin_Registration.Client(wrapping: $0)))
            }
            server.beginGracefulShutdown()
            try await group.waitForAll()
        }
    }

    func call() async throws { _ = try await plugin.getInfo(Plugin_InfoRequest()) }

    private struct Nothing: Plugin_Registration.SimpleServiceProtocol {
        func getInfo(request: Plugin_InfoRequest, context: ServerContext) async throws -> Plugin_PluginInfo {
            Plugin_PluginInfo()
        }

        func notifyRegistrationStatus(
            request: Plugin_RegistrationStatus, context: ServerContext
        ) async throws -> Plugin_RegistrationStatusResponse { Plugin_RegistrationStatusResponse() }
    }
}

/// The client's loop, so that it adds as little as it can to what is measured.
private let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1)

private func withClient(of socket: String, _ body: (Plugin.Client) async throws -> Void) async throws {
    let client = Plugin.Client(
        transport: try .http2NIOPosix(
            target: .unixDomainSocket(path: socket), transportSecurity: .plaintext, eventLoopGroup: loop))
    try await withTaskExecutorPreference(LoopExecutor(loop.any())) {
        try await withThrowingTaskGroup { group in
            group.addTask { try await client.runConnections() }
            try await body(client)
            client.beginGracefulShutdown()
            try await group.waitForAll()
        }
    }
}

extension Claim {
    fileprivate var message: DRA_V1_Claim {
        var message = DRA_V1_Claim()
        message.namespace = "team"
        message.name = name
        message.uid = uid
        return message
    }
}
