import AgentConfiguration
import AsyncHTTPClient
import Endpoint
import FakeAPIServer
import InMemoryLogging
import Logging
import NIOHTTP1
import NIOSSL
import SystemPackage
import TestSupport
import Testing

@Suite("Access to the endpoint", .timeLimit(.minutes(5))) struct AccessTests {
    private let files: TemporaryDirectory
    private static let token = "0123456789abcdef"

    init() throws {
        files = try TemporaryDirectory()
        try files.put(Self.token + "\n", at: "token")
        try files.put(Certificates.server, at: "server.crt")
        try files.put(Certificates.serverKey, at: "server.key")
        try files.put(Certificates.authority, at: "clients.crt")
    }

    private func path(_ name: String) -> FilePath { FilePath(files.path).appending(name) }

    private func tls(clients: Bool = false) -> EndpointAccess.TLSFiles {
        EndpointAccess.TLSFiles(
            certificate: path("server.crt"), key: path("server.key"), clientCA: clients ? path("clients.crt") : nil)
    }

    /// What a client asks with, which trusts the test's authority and shows a certificate where it has one.
    private static func withClient(
        _ certificate: String? = nil, _ key: String = Certificates.nodeKey,
        _ body: (HTTPClient) async throws -> Void
    ) async throws {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(Certificates.authority.utf8)))
        if let certificate {
            tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) }
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
        }
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.connectionPool.retryConnectionEstablishment = false
        try await HTTPClient.withHTTPClient(configuration: configuration) { try await body($0) }
    }

    @Test(arguments: ["/", "/metrics", "/nowhere"])
    func `is for those who show the token`(place: String) async throws {
        let expected = place == "/nowhere" ? 404 : 200
        try await RunningEndpoint.run(access: EndpointAccess(tokenFile: path("token"))) { endpoint async throws in
            for scheme in ["Bearer ", "bearer ", "BEARER  "] {
                #expect(try await endpoint.ask(place, authorization: scheme + Self.token).status == expected)
            }
            let stranger = try await endpoint.ask(place)
            #expect(stranger.status == 401)
            #expect(stranger.headers["WWW-Authenticate"] == [#"Bearer realm="apus""#])
            #expect(stranger.body == "Show the bearer token.\n")
        }
    }

    @Test(arguments: [
        "Bearer 0123456789abcdeF", "Bearer 0123456789abcde", "Bearer 0123456789abcdef0", "Bearer ", "Bearer",
        "Basic 0123456789abcdef", "0123456789abcdef", "",
    ])
    func `is not for those who show another`(authorization: String) async throws {
        try await RunningEndpoint.run(access: EndpointAccess(tokenFile: path("token"))) { endpoint async throws in
            let answer = try await endpoint.ask("/metrics", authorization: authorization)
            #expect(answer.status == 401)
            #expect(answer.headers["WWW-Authenticate"] == [#"Bearer realm="apus", error="invalid_token""#])
        }
    }

    @Test func `is not for those who show several`() async throws {
        try await RunningEndpoint.run(access: EndpointAccess(tokenFile: path("token"))) { endpoint async throws in
            let fields = "Authorization: Bearer x\r\nAuthorization: Bearer \(Self.token)\r\n"
            let answer = try await endpoint.send(
                "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\(fields)Connection: close\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 401 "), "\(answer)")
        }
    }

    @Test func `is asked for on a socket, too`() async throws {
        let access = EndpointAccess(tokenFile: path("token"))
        try await RunningEndpoint.run(.unix(path("socket")), access: access) { endpoint async throws in
            #expect(try await endpoint.ask("/metrics").status == 401)
            #expect(try await endpoint.ask("/metrics", authorization: "Bearer \(Self.token)").status == 200)
        }
    }

    @Test(arguments: ["/livez", "/healthz"]) func `is everybody's for probes`(probe: String) async throws {
        try await RunningEndpoint.run(access: EndpointAccess(tokenFile: path("token"))) { endpoint async throws in
            #expect(try await endpoint.ask(probe).body == "ok\n")
            // Paths are compared as they stand.
            #expect(try await endpoint.ask(probe + "/../metrics").status == 401)
        }
    }

    @Test func `follows a token that is replaced`() async throws {
        try await RunningEndpoint.run(access: EndpointAccess(tokenFile: path("token"))) { endpoint async throws in
            try files.put("another", at: "token")
            #expect(try await endpoint.ask("/metrics", authorization: "Bearer \(Self.token)").status == 401)
            #expect(try await endpoint.ask("/metrics", authorization: "Bearer another").status == 200)
        }
    }

    @Test(arguments: [nil, "", "a b"])
    func `is nobody's while there is no token, and that is said once`(content: String?) async throws {
        let logs = InMemoryLogHandler()
        try await RunningEndpoint.run(access: EndpointAccess(tokenFile: path("token")), logs: logs) {
            endpoint async throws in
            files.remove("token")
            if let content { try files.put(content, at: "token") }
            for _ in 1...2 {
                let answer = try await endpoint.ask("/metrics", authorization: "Bearer ")
                #expect(answer.status == 503)
                #expect(!answer.body.contains(files.path))
            }
            #expect(try await endpoint.ask("/livez").status == 200)
            let warnings = logs.entries.filter { $0.level == .warning }
            #expect(warnings.map { $0.metadata["event"] } == ["endpointClosed"])
            try files.put(Self.token, at: "token")
            #expect(try await endpoint.ask("/metrics", authorization: "Bearer \(Self.token)").status == 200)
        }
    }

    @Test func `for other machines is with TLS, and no other way`() async throws {
        let access = EndpointAccess(tokenFile: path("token"), tls: tls())
        try await RunningEndpoint.run(.network(host: "0.0.0.0", port: 0), access: access) { endpoint async throws in
            try await Self.withClient { client async throws in
                #expect(try await endpoint.ask("/livez", by: client).body == "ok\n")
                #expect(try await endpoint.ask("/metrics", by: client).status == 401)
                let authorization = "Bearer \(Self.token)"
                #expect(try await endpoint.ask("/metrics", authorization: authorization, by: client).status == 200)
            }
            let plain = "GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
            let answer = try? await endpoint.send(plain)
            #expect(answer?.contains("HTTP/") != true)
        }
    }

    @Test func `is for those who show a certificate of the CA`() async throws {
        let access = EndpointAccess(tls: tls(clients: true))
        try await RunningEndpoint.run(.network(host: "0.0.0.0", port: 0), access: access) { endpoint async throws in
            try await Self.withClient(Certificates.node) { client async throws in
                #expect(try await endpoint.ask("/metrics", by: client).status == 200)
            }
            try await Self.withClient { client async throws in
                #expect(try await endpoint.ask("/livez", by: client).status == 200)
                let answer = try await endpoint.ask("/metrics", by: client)
                #expect(answer.status == 403)
                #expect(answer.body == "Show a client certificate.\n")
            }
            // From the next connection on it is another CA's.
            try files.put(Certificates.strangeAuthority, at: "clients.crt")
            try await Self.withClient(Certificates.node) { client async throws in
                await #expect(throws: (any Error).self) { try await endpoint.ask("/metrics", by: client) }
                await #expect(throws: (any Error).self) { try await endpoint.ask("/livez", by: client) }
            }
        }
    }

    @Test func `is for those who show either, where both are asked for`() async throws {
        let access = EndpointAccess(tokenFile: path("token"), tls: tls(clients: true))
        try await RunningEndpoint.run(.network(host: "0.0.0.0", port: 0), access: access) { endpoint async throws in
            try await Self.withClient(Certificates.node) { client async throws in
                #expect(try await endpoint.ask("/metrics", by: client).status == 200)
            }
            try await Self.withClient { client async throws in
                let authorization = "Bearer \(Self.token)"
                #expect(try await endpoint.ask("/metrics", authorization: authorization, by: client).status == 200)
                #expect(try await endpoint.ask("/metrics", by: client).status == 401)
            }
        }
    }

    @Test func `has the certificate that was renewed, and the old one while the new is at fault`() async throws {
        try files.put(Certificates.expiredServer, at: "server.crt")
        let logs = InMemoryLogHandler()
        let access = EndpointAccess(tokenFile: path("token"), tls: tls())
        try await RunningEndpoint.run(.network(host: "0.0.0.0", port: 0), access: access, logs: logs) {
            endpoint async throws in
            try await Self.withClient { client async throws in
                await #expect(throws: (any Error).self) { try await endpoint.ask("/livez", by: client) }
                try files.put(Certificates.server, at: "server.crt")
                #expect(try await endpoint.ask("/livez", by: client).status == 200)
                for _ in 1...2 {
                    try files.put(Certificates.node, at: "server.crt")
                    #expect(try await endpoint.ask("/livez", by: client).status == 200)
                }
                let warnings = logs.entries.filter { $0.level == .warning }
                #expect(warnings.map { $0.metadata["event"] } == ["endpointIdentityKept"])
                #expect("\(warnings[0].message)".contains("holds the key of another certificate than"))
            }
        }
    }

    @Test(arguments: ["server.crt", "server.key", "clients.crt"])
    func `is given up until the files are there`(name: String) async throws {
        files.remove(name)
        let logs = InMemoryLogHandler()
        try await RunningEndpoint.runInVain(
            .network(host: "0.0.0.0", port: 0), access: EndpointAccess(tls: tls(clients: true)), logs: logs)
        let warning = try #require(logs.entries.first { $0.level == .warning })
        #expect("\(warning.message)".contains("The file \(files.path)/\(name) cannot be read: No such file"))
    }
}
