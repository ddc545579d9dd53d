private import AsyncHTTPClient
private import Documents
internal import HTTPExchange
internal import NIOCore
private import NIOHTTP1

/// HTTP/1.1 to one API server with one set of certificates; connections are made when needed and closed when idle.
final class HTTPTransport: APITransport {
    private let server: ServerAddress
    private let base: String
    private let userAgent: String
    private let requests: HTTPClient
    private let watches: HTTPClient

    /// For one exchange as a whole; of a watch, until it begins.
    static let patience = Duration.seconds(30)
    /// Servers send a bookmark about every minute. Silence for longer than a few of them is a dead connection.
    private static let watchSilence = TimeAmount.seconds(200)
    /// A page of a list is the largest.
    private static let largestAnswer = 16 << 20
    private static let largestRefusal = 1 << 20

    init(_ access: ClusterAccess, version: String) throws(AccessError) {
        server = access.server
        var named = access.server
        if let name = access.serverName {
            named = ServerAddress(host: name, port: server.port, path: server.path)
        }
        base = named.description
        userAgent = "apusd/\(version)"
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try AccessError.reading { () throws(CredentialFault) in try access.tls.configuration() },
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: .seconds(10), read: TimeAmount(Self.patience)))
        configuration.httpVersion = .http1Only
        configuration.refuseImpossibleStatus()
        configuration.connectionPool.idleTimeout = .seconds(5)
        configuration.connectionPool.retryConnectionEstablishment = false
        // The name in the URL is the one that is verified, so it leads to where the server really is.
        if let name = access.serverName { configuration.dnsOverride = [name: server.host] }
        switch access.proxy {
        case .http(let host, let port): configuration.proxy = .server(host: host, port: port)
        case .socks(let host, let port): configuration.proxy = .socksServer(host: host, port: port)
        case nil: break
        }
        requests = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
        configuration.timeout.read = Self.watchSilence
        watches = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }

    deinit {
        // Each keeps itself alive until it is done.
        for client in [requests, watches] { let _: EventLoopFuture<Void> = client.shutdown() }
    }

    func answer(to request: APIRequest, token: BearerToken?) async throws -> APIAnswer {
        let response = try await requests.execute(self.request(request, token), timeout: TimeAmount(Self.patience))
        let body = try await response.body.collect(upTo: Self.largestAnswer)
        return APIAnswer(response, body: Array(buffer: body))
    }

    func watch(_ request: APIRequest, token: BearerToken?) async throws -> APIWatch {
        let response = try await watches.execute(self.request(request, token), timeout: TimeAmount(Self.patience))
        guard response.status != .ok else { return .events(response.body) }
        // The status alone tells enough where the rest is lost.
        let body = try? await response.body.collect(upTo: Self.largestRefusal)
        return .refused(APIAnswer(response, body: body.map { Array(buffer: $0) } ?? []))
    }

    private func request(_ request: APIRequest, _ token: BearerToken?) -> HTTPClientRequest {
        var http = HTTPClientRequest(url: base + request.target)
        http.method = .init(rawValue: request.method.rawValue)
        http.headers.add(name: "host", value: server.authority)
        http.headers.add(name: "accept", value: "application/json")
        http.headers.add(name: "user-agent", value: userAgent)
        if let token { http.headers.add(name: "authorization", value: token.authorization) }
        if let body = request.body {
            http.headers.add(name: "content-type", value: "application/json")
            http.body = .bytes(ByteBuffer(string: body.compactJSONText))
        }
        return http
    }
}

extension APIAnswer {
    fileprivate init(_ response: HTTPClientResponse, body: [UInt8]) {
        self.init(
            code: Int(response.status.code), retryAfter: response.headers.first(name: "retry-after"), body: body)
    }
}
