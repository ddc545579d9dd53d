package import AgentConfiguration
private import Delivery
internal import Files
internal import HTTPExchange
internal import HummingbirdCore
package import Logging
internal import NIOCore
internal import NIOPosix
package import Operations
internal import ServiceLifecycle
internal import SystemPackage

/// Answers `/`, `/livez`, `/healthz`, `/readyz` and `/metrics` until it is told to stop.
///
/// Where it cannot listen it warns and tries again: containers need the CDI files more than anybody needs this.
///
/// It is built on Hummingbird's server, not on its `Application`: that one wakes up each second to format the date.
package struct EndpointService: Service {
    private let address: ListenAddress
    private let access: EndpointAccess
    private let limits: EndpointLimits
    private let logger: Logger
    private let serverLogger: Logger
    private let clock: any Clock<Duration>
    private let onListening: @Sendable (ListenAddress) -> Void
    private let responder: EndpointResponder
    private let gate: EndpointGate
    private let reader: CredentialReader

    /// `onListening` gets the address with the port that the kernel chose.
    package init(
        _ address: ListenAddress, access: EndpointAccess = EndpointAccess(), telemetry: Telemetry, board: StatusBoard,
        logger: Logger,
        limits: EndpointLimits = EndpointLimits(), clock: any Clock<Duration> = ContinuousClock(),
        onListening: @escaping @Sendable (ListenAddress) -> Void = { _ in }
    ) {
        self.address = address
        self.access = access
        self.limits = limits
        self.logger = logger
        serverLogger = logger.forLibraries
        self.clock = clock
        self.onListening = onListening
        responder = EndpointResponder(telemetry: telemetry, board: board, checksHost: address.isLoopback)
        reader = CredentialReader()
        gate = EndpointGate(access, reader: reader, logger: logger)
    }

    package func run() async throws {
        let backoff = Backoff(first: .seconds(1), longest: .seconds(60))
        var failures = 0
        while true {
            let reason = await reasonToEndListening()
            if Task.isShuttingDownGracefully || Task.isCancelled { return }
            let delay = backoff.wait(after: failures)
            logger.warning(
                """
                Health and metrics are not served on \(address): \(reason) The rest goes on; the next attempt is in \
                \(delay.components.seconds) s.
                """, metadata: ["event": "endpointFailed", "address": "\(address)", "reason": "\(reason)"])
            // Thrown only to end the wait, which the loop sees by itself.
            try? await cancelWhenGracefulShutdown { [clock, delay] in try await clock.sleep(for: delay) }
            if Task.isShuttingDownGracefully || Task.isCancelled { return }
            failures += 1
        }
    }

    private func reasonToEndListening() async -> String {
        do {
            try await listen()
            return "The server has stopped."
        } catch let error as IOError {
            return "\(Errno(rawValue: error.errnoCode))."
        } catch {
            return "\(error)"
        }
    }

    /// Returns when the service is told to stop, or when the server has ended by itself.
    private func listen() async throws {
        switch address {
        case .loopback(let host, let port):
            try await serve(at: .hostname(host, port: port)) { channel in
                announce(.loopback(host: host, port: channel.localAddress?.port ?? port))
            }
        case .network(let host, let port):
            try await serve(at: .hostname(host, port: port)) { channel in
                announce(.network(host: host, port: channel.localAddress?.port ?? port))
            }
        case .unix(let path):
            try await listen(at: SocketFile(path))
        }
    }

    private func listen(at file: SocketFile) async throws {
        try file.checkIsFree()
        // The server replaces a stale file, and takes its own away when it stops.
        try await serve(at: .unixDomainSocket(path: file.path.string)) { _ in
            do {
                try file.restrict()
                announce(address)
            } catch {
                logger.warning("\(error)")
            }
        }
    }

    private func announce(_ address: ListenAddress) {
        logger.info(
            "Health and metrics are served on \(address).",
            metadata: ["event": "endpointListening", "address": "\(address)"])
        onListening(address)
    }

    private func serve(at address: BindAddress, onRunning: @escaping @Sendable (any Channel) -> Void) async throws {
        let http = HTTP1Channel(responder: respond, configuration: channelConfiguration)
        guard let files = access.tls else { return try await serve(http, at: address, onRunning: onRunning) }
        let identity = try await reader.read(orElse: EndpointTLSError.credential) {
            [logger] () throws(EndpointTLSError) in try ServerIdentity(files, logger: logger)
        }
        try await serve(SecuredChannel(http: http, identity: identity), at: address, onRunning: onRunning)
    }

    private func serve(
        _ connection: some ServerChildChannel, at address: BindAddress,
        onRunning: @escaping @Sendable (any Channel) -> Void
    ) async throws {
        let server = Server(
            childChannelSetup: connection,
            configuration: ServerConfiguration(
                address: address, backlog: limits.connections,
                availableConnectionsDelegate: .maximum(limits.connections, logger: serverLogger)),
            onServerRunning: { channel in onRunning(channel) },
            // Not one of our own: the server still uses it for a moment after it has ended.
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: serverLogger)
        try await server.run()
    }

    private var channelConfiguration: HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                RequestRulesInstaller(checksHost: address.isLoopback), ConnectionDeadline(TimeAmount(limits.lifetime)),
            ],
            idleTimeout: TimeAmount(limits.idle),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.headerSize, maxHeaderListSize: limits.headerSize, maxHeaderFieldCount: 100))
    }

    @concurrent @Sendable private func respond(
        to request: Request, writer: consuming ResponseWriter, channel: any Channel
    ) async throws {
        let refusal = await gate.refusal(of: request, on: channel)
        let response = refusal.map(EndpointResponder.response) ?? responder.response(to: request)
        try await writer.write(response: response.head, body: response.body)
    }
}

/// What one client may hold. Clients are local and want a few kilobytes, so all of it is small.
package struct EndpointLimits: Hashable, Sendable {
    /// For a whole request head, and between two requests.
    package var idle: Duration = .seconds(10)
    /// For a connection, whatever it does: slow bodies and clients that do not read end here. Scrapers connect again.
    package var lifetime: Duration = .seconds(30)
    package var connections = 32
    /// Bytes of all header fields together.
    package var headerSize = 16 * 1024

    package init() {}
}
