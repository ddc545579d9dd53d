private import AsyncHTTPClient
private import Documents
private import HTTPExchange
internal import NIOCore
private import NIOHTTP1
private import NIOSSL

/// HTTP/1.1 to one API server with one set of certificates; connections are made when needed and closed when idle.
final class HTTPTransport: APITransport {
    private let server: ServerAddress
    private let base: String
    private let requests: HTTPClient
    private let watches: HTTPClient

    private static let patience = TimeAmount.seconds(30)
    /// Servers send a bookmark about every minute. Silence for longer than a few of them is a dead connection.
    private static let watchSilence = TimeAmount.seconds(200)
    private static let largestAnswer = 64 << 20
    private static let largestRefusal = 1 << 20

    init(_ access: ClusterAccess) throws(AccessError) {
        server = access.server
        var named = access.server
        if let name = access.serverName {
            named = ServerAddress(host: name, port: server.port, path: server.path)
        }
        base = named.description
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try Self.tls(access), redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: .seconds(10), read: Self.patience))
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

    private static func tls(_ access: ClusterAccess) throws(AccessError) -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        tls.certificateVerification = .fullVerification
        if let authorities = access.authorities {
            tls.trustRoots = .certificates(
                try certificates(authorities, "The certificate authority of \(access.source)"))
        }
        if let identity = access.identity {
            let what = "The client certificate of \(access.source)"
            tls.certificateChain = try certificates(identity.certificate, what).map { .certificate($0) }
            do { tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: identity.key, format: .pem)) } catch {
                throw .badCertificate("its key is no PEM key without a password.", from: what)
            }
        }
        return tls
    }

    private static func certificates(_ pem: [UInt8], _ what: String) throws(AccessError) -> [NIOSSLCertificate] {
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(pem), !certificates.isEmpty else {
            throw .badCertificate("it is no PEM certificate.", from: what)
        }
        return certificates
    }

    func answer(to request: APIRequest, token: String?) async throws -> APIAnswer {
        let response = try await requests.execute(self.request(request, token), timeout: Self.patience)
        let body = try await response.body.collect(upTo: Self.largestAnswer)
        return APIAnswer(response, body: Array(buffer: body))
    }

    func watch(_ request: APIRequest, token: String?) async throws -> APIWatch {
        let response = try await watches.execute(self.request(request, token), timeout: Self.patience)
        guard response.status != .ok else { return .events(response.body) }
        // The status alone tells enough where the rest is lost.
        let body = try? await response.body.collect(upTo: Self.largestRefusal)
        return .refused(APIAnswer(response, body: body.map { Array(buffer: $0) } ?? []))
    }

    private func request(_ request: APIRequest, _ token: String?) -> HTTPClientRequest {
        var http = HTTPClientRequest(url: base + request.target)
        http.method = .init(rawValue: request.method.rawValue)
        http.headers.add(name: "host", value: server.authority)
        http.headers.add(name: "accept", value: "application/json")
        http.headers.add(name: "user-agent", value: "apusd")
        if let token { http.headers.add(name: "authorization", value: "Bearer \(token)") }
        if let body = request.body {
            http.headers.add(name: "content-type", value: "application/json")
            http.body = .bytes(ByteBuffer(string: body.compactJSONText))
        }
        return http
    }

    /// Why there was no answer.
    static func sentence(for error: any Error) -> String {
        switch error {
        case let error as HTTPClientError
        where error == .connectTimeout || error == .deadlineExceeded
            || error == .readTimeout:
            "it took too long (\(error.shortDescription))."
        case let error as ImpossibleStatus: "its status \(error.code) is none of HTTP's."
        case is NIOSSLError, is NIOSSLExtraError: "the connection is not secure: \(error)."
        default: "\(error)."
        }
    }
}

extension APIAnswer {
    fileprivate init(_ response: HTTPClientResponse, body: [UInt8]) {
        self.init(
            code: Int(response.status.code), retryAfter: response.headers.first(name: "retry-after"), body: body)
    }
}
