import AgentConfiguration
import AsyncHTTPClient
import Endpoint
import InMemoryLogging
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Operations
import ServiceLifecycle
import SystemPackage
import TestSupport
import Testing

/// An endpoint that listens, and what a test may ask it.
struct RunningEndpoint: Sendable {
    let address: ListenAddress
    private let services: ServiceGroup

    /// Runs an endpoint while `body` does something with it; both have ended when this returns.
    static func run(
        _ address: ListenAddress = .loopback(host: "127.0.0.1", port: 0), access: EndpointAccess = EndpointAccess(),
        telemetry: Telemetry = .of(TestClock()),
        board: StatusBoard = StatusBoard(version: "1.2.3"), logs: InMemoryLogHandler = InMemoryLogHandler(),
        limits: EndpointLimits = .patient, clock: any Clock<Duration> = TestClock(),
        while isStarting: @escaping @Sendable () async throws -> Void = {},
        _ body: (RunningEndpoint) async throws -> Void
    ) async throws {
        let (addresses, listening) = AsyncStream<ListenAddress>.makeStream()
        let logger = Logger(label: "test") { _ in logs }
        let service = EndpointService(
            address, access: access, telemetry: telemetry, board: board, logger: logger, limits: limits, clock: clock
        ) { listening.yield($0) }
        let services = ServiceGroup(services: [service], logger: logger)
        try await withThrowingTaskGroup { group in
            group.addTask { try await services.run() }
            try await isStarting()
            let address = try #require(await addresses.first { _ in true })
            try await body(RunningEndpoint(address: address, services: services))
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
    }

    /// Runs an endpoint that cannot listen, and stops it while it waits to try again.
    static func runInVain(
        _ address: ListenAddress, access: EndpointAccess = EndpointAccess(), logs: InMemoryLogHandler
    ) async throws {
        let logger = Logger(label: "test") { _ in logs }
        let clock = TestClock()
        let service = EndpointService(
            address, access: access, telemetry: .of(TestClock()), board: StatusBoard(version: "1.2.3"),
            logger: logger,
            clock: clock)
        let services = ServiceGroup(services: [service], logger: logger)
        try await withThrowingTaskGroup { group in
            group.addTask { try await services.run() }
            _ = await clock.sleeps.next()
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
    }

    func stop() async { await services.triggerGracefulShutdown() }

    /// The answer to a request by an ordinary client, in a connection of its own.
    func ask(
        _ path: String, _ method: HTTPMethod = .GET, authorization: String? = nil, by client: HTTPClient = .shared
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url + path)
        request.method = method
        request.headers.add(name: "Connection", value: "close")
        if let authorization { request.headers.add(name: "Authorization", value: authorization) }
        let response = try await client.execute(request, timeout: .minutes(5))
        return Answer(
            status: Int(response.status.code), headers: response.headers,
            body: String(buffer: try await response.body.collect(upTo: 1 << 20)))
    }

    /// All that comes back until the other side closes, for bytes that no ordinary client would send.
    func send(_ text: String) async throws -> String {
        try await connect().executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            return try await inbound.reduce(into: "") { $0 += String(buffer: $1) }
        }
    }

    func connect() async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        let client = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        let wrap: @Sendable (any Channel) -> EventLoopFuture<NIOAsyncChannel<ByteBuffer, ByteBuffer>> = { channel in
            channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
        }
        switch address {
        case .loopback(let host, let port), .network(let host, let port):
            return try await client.connect(host: host, port: port, channelInitializer: wrap)
        case .unix(let path):
            return try await client.connect(unixDomainSocketPath: path.string, channelInitializer: wrap)
        }
    }

    private var url: String {
        switch address {
        case .loopback: "http://\(address)"
        // All addresses are loopback, too.
        case .network(_, let port): "https://127.0.0.1:\(port)"
        case .unix(let path): "http+unix://\(path.string.replacing("/", with: "%2F"))"
        }
    }
}

struct Answer {
    let status: Int
    let headers: HTTPHeaders
    let body: String
}

extension Telemetry {
    static func of(_ clock: TestClock) -> Telemetry {
        Telemetry(version: "1.2.3", clock: clock, process: { ProcessFacts() })
    }
}
