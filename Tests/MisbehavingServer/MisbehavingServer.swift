internal import NIOCore
private import NIOPosix
package import NIOSSL
private import Synchronization

/// A real server on a real socket that does with each request what its script says; the last line is for all that
/// follow.
package final class MisbehavingServer: Sendable {
    private let script: [Reaction]
    private let received = Mutex<[ReceivedRequest]>([])
    private let accepted = Mutex<[any Channel]>([])
    /// Ends when a slow answer has been going on for a while.
    package let dripping: AsyncStream<Void>
    let drip: AsyncStream<Void>.Continuation
    private let listener = Mutex<(any Channel)?>(nil)

    private init(_ script: [Reaction]) {
        self.script = script
        (dripping, drip) = AsyncStream.makeStream()
    }

    package var requests: [ReceivedRequest] { received.withLock { $0 } }

    /// How many connections there have been.
    package var connections: Int { accepted.withLock { $0.count } }

    package var port: Int { listener.withLock { $0?.localAddress?.port } ?? 0 }

    package static func run<Value>(
        _ script: Reaction..., tls: NIOSSLContext? = nil, socket: String? = nil,
        while body: (MisbehavingServer) async throws -> Value
    ) async throws -> Value {
        try await run(script: script, tls: tls, socket: socket, while: body)
    }

    /// Runs while the body does: on a port of 127.0.0.1, or at a socket where one is named.
    package static func run<Value>(
        script: [Reaction], tls: NIOSSLContext? = nil, socket: String? = nil,
        while body: (MisbehavingServer) async throws -> Value
    ) async throws -> Value {
        let server = MisbehavingServer(script)
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                server.accepted.withLock { $0.append(channel) }
                return channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    try channel.pipeline.syncOperations.addHandler(ServerConnection(server))
                }
            }
        let channel =
            if let socket {
                try await bootstrap.bind(unixDomainSocketPath: socket).get()
            } else {
                try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
            }
        server.listener.withLock { $0 = channel }
        do {
            let value = try await body(server)
            await server.stop()
            return value
        } catch {
            await server.stop()
            throw error
        }
    }

    /// Waits until the client has left all connections that there were.
    package func connectionsEnd() async throws {
        for channel in accepted.withLock({ $0 }) { try await channel.closeFuture.get() }
    }

    private func stop() async {
        let channels = accepted.withLock { $0 } + listener.withLock { $0.map { [$0] } ?? [] }
        // Most of them are closed already, and say so.
        for channel in channels { try? await channel.close() }
    }

    func reaction(to request: ReceivedRequest) -> Reaction {
        received.withLock { received in
            received.append(request)
            return script[min(received.count, script.count) - 1]
        }
    }
}
