import AsyncHTTPClient
import Delivery
import HTTPExchange
import NIOCore
import NIOHTTP1

/// Owns the connections that were made with one set of certificates.
final class Connections: Sendable {
    let tls: TLSIdentity
    private let client: HTTPClient

    init(to url: SinkURL, with tls: TLSIdentity, timeout: Duration) throws(CredentialFault) {
        self.tls = tls
        var configuration = HTTPClient.Configuration(
            // The system's CAs take megabytes, so they are not read for nothing.
            tlsConfiguration: url.transport == .tls ? try tls.configuration() : nil, redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(timeout)),
            connectionPool: .init(idleTimeout: .seconds(20), concurrentHTTP1ConnectionsPerHostSoftLimit: 1),
            proxy: nil, decompression: .disabled)
        // Whoever calls the sink tries again, and knows better when.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        configuration.refuseImpossibleStatus()
        client = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }

    deinit {
        // A client that was closed says so, which is as well.
        client.shutdown { _ in }
    }

    /// Closes all connections; an exchange on one of them fails.
    func close() async {
        // Fails where it was closed before.
        try? await client.shutdown()
    }

    /// What one exchange came to. The answer counts from its status on: if the rest stays away, so be it.
    func send(_ request: HTTPClientRequest, within timeout: Duration, on clock: any Clock<Duration>)
        async throws(ExchangeFailure) -> HTTPReply
    {
        let client = client
        let result: Result<HTTPReply, ExchangeFailure> = await withTaskGroup(of: Event.self) { group in
            group.addTask {
                do {
                    return .reply(try await Self.exchange(request, by: client, before: .now() + TimeAmount(timeout)))
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                // Cancelled once there is an answer.
                try? await clock.sleep(for: timeout)
                return .deadline
            }
            var isLate = false
            for await event in group {
                group.cancelAll()
                switch event {
                case .reply(let reply): return .success(reply)
                case .failure where Task.isCancelled: return .failure(.stopped)
                case .failure(let error): return .failure(isLate ? .late(timeout) : ExchangeFailure(error, timeout))
                case .deadline: isLate = true
                }
            }
            return .failure(.stopped)
        }
        return try result.get()
    }

    private enum Event {
        case reply(HTTPReply)
        case failure(any Error)
        case deadline
    }

    private static func exchange(
        _ request: HTTPClientRequest, by client: HTTPClient, before deadline: NIODeadline
    ) async throws -> HTTPReply {
        let response = try await client.execute(request, deadline: deadline)
        var body: [UInt8] = []
        do {
            for try await part in response.body {
                body += part.readableBytesView.prefix(HTTPReply.longestBody - body.count)
                if body.count == HTTPReply.longestBody { break }
            }
        } catch {
            // Cut off by the server or by the deadline: the status has been said.
        }
        return HTTPReply(
            status: Int(response.status.code), reason: response.status.reasonPhrase,
            retryAfter: response.headers.first(name: "retry-after"), date: response.headers.first(name: "date"),
            location: response.headers.first(name: "location"), body: body)
    }
}
