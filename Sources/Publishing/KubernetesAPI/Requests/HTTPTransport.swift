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
        let whole = try HTTPClient.Request(
            url: base + request.target, method: .init(rawValue: request.method.rawValue),
            headers: headers(of: request, token),
            body: request.body.map { .byteBuffer(ByteBuffer(bytes: $0.compactJSONBytes)) })
        // Gathered where it arrives: an answer in pieces goes from thread to thread for each of them.
        let task = requests.execute(
            request: whole, delegate: ResponseAccumulator(request: whole, maxBodySize: Self.largestAnswer),
            deadline: .now() + TimeAmount(Self.patience))
        let response = try await withTaskCancellationHandler {
            try await task.get()
        } onCancel: {
            task.cancel()
        }
        return APIAnswer(response.status, response.headers, body: response.body)
    }

    func watch(_ request: APIRequest, token: BearerToken?) async throws -> APIWatch {
        let response = try await watches.execute(self.request(request, token), timeout: TimeAmount(Self.patience))
        guard response.status != .ok else { return .events(response.body) }
        // The status alone tells enough where the rest is lost.
        let body = try? await response.body.collect(upTo: Self.largestRefusal)
        return .refused(APIAnswer(response.status, response.headers, body: body))
    }

    private func request(_ request: APIRequest, _ token: BearerToken?) -> HTTPClientRequest {
        var http = HTTPClientRequest(url: base + request.target)
        http.method = .init(rawValue: request.method.rawValue)
        http.headers = headers(of: request, token)
        if let body = request.body { http.body = .bytes(ByteBuffer(bytes: body.compactJSONBytes)) }
        return http
    }

    private func headers(of request: APIRequest, _ token: BearerToken?) -> HTTPHeaders {
        var headers: HTTPHeaders = ["host": server.authority, "accept": "application/json", "user-agent": userAgent]
        if let token { headers.add(name: "authorization", value: token.authorization) }
        if request.body != nil { headers.add(name: "content-type", value: "application/json") }
        return headers
    }
}

extension APIAnswer {
    fileprivate init(_ status: HTTPResponseStatus, _ headers: HTTPHeaders, body: ByteBuffer?) {
        self.init(
            code: Int(status.code), retryAfter: headers.first(name: "retry-after"),
            body: body.map { Array(buffer: $0) } ?? [])
    }
}
