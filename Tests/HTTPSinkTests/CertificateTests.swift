import Delivery
import HTTPSink
import MisbehavingServer
import NIOSSL
import SystemPackage
import Testing
import TestSupport

@Suite("A TLS connection", .timeLimit(.minutes(5))) struct CertificateTests {
    let ca: CertificateAuthority
    let directory: TemporaryDirectory

    init() async throws {
        ca = try await CertificateAuthority()
        directory = try TemporaryDirectory()
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func `is made with a server of the named CA`(host: String) async throws {
        try await serve(ca.issue("server")) { server in
            let failure = try await HTTPSink.failure(settings(server, host: host, ca: ca.file))
            #expect(failure == nil)
            #expect(server.requests.count == 1)
        }
    }

    @Test func `is not made with a server that signed its own certificate`() async throws {
        try await serve(ca.issueSelfSigned("server")) { server in
            let failure = try #require(try await HTTPSink.failure(settings(server)))
            #expect(
                failure
                    == .unavailable(
                        "The certificate of https://localhost:\(server.port)/slices is not trusted: it comes from no CA in "
                            + "the system's list, or has expired, or is not valid yet. Renew it, or name its CA in a file "
                            + "as ca, or set this node's clock; `openssl s_client` shows the certificate."))
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `is not made with a server of another CA`() async throws {
        let other = try await CertificateAuthority()
        try await serve(other.issue("server")) { server in
            let failure = try #require(try await HTTPSink.failure(settings(server, ca: ca.file)))
            #expect(failure.isUnavailable)
            #expect(failure.description.contains("is not trusted: it comes from no CA in the file \(ca.file)"))
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `is not made with a server whose certificate has expired`() async throws {
        try await serve(ca.issue("server", expired: true)) { server in
            let failure = try #require(try await HTTPSink.failure(settings(server, ca: ca.file)))
            #expect(failure.isUnavailable)
            #expect(failure.description.contains("or has expired"))
            #expect(server.requests.isEmpty)
        }
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func `is not made with a server of another name`(host: String) async throws {
        try await serve(ca.issue("server", for: "DNS:other.example,IP:127.0.0.2")) { server in
            let failure = try #require(try await HTTPSink.failure(settings(server, host: host, ca: ca.file)))
            #expect(failure.isUnavailable)
            #expect(failure.description.contains("https://\(host):\(server.port)/slices is for another host."))
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `is not made with a server without TLS`() async throws {
        try await MisbehavingServer.run(.silence) { server in
            let failure = try #require(try await HTTPSink.failure(settings(server)))
            #expect(
                failure
                    == .unavailable(
                        "https://localhost:\(server.port)/slices does not speak TLS. Check the port; the server may speak "
                            + "plain http there."))
            #expect(server.requests.isEmpty)
        }
    }

    @Test func `shows the client certificate where one is wanted`() async throws {
        let client = try await ca.issue("node-1", for: "DNS:node-1")
        try await serve(ca.issue("server"), clientsFrom: ca) { server in
            let failure = try await HTTPSink.failure(settings(server, ca: ca.file, client: client))
            #expect(failure == nil)
            #expect(server.requests.first?.peerCertificate == client.leaf)
        }
    }

    @Test func `says that a client certificate is wanted where none is configured`() async throws {
        try await serve(ca.issue("server"), clientsFrom: ca) { server in
            let failure = try #require(try await HTTPSink.failure(settings(server, ca: ca.file)))
            #expect(
                failure
                    == .unavailable(
                        "https://localhost:\(server.port)/slices wants a certificate from this node. Name one as "
                            + "clientCertificate and clientKey."))
        }
    }

    @Test func `says that the server does not accept the client certificate`() async throws {
        let stranger = try await CertificateAuthority().issue("node-1", for: "DNS:node-1")
        try await serve(ca.issue("server"), clientsFrom: ca) { server in
            let failure = try #require(try await HTTPSink.failure(settings(server, ca: ca.file, client: stranger)))
            #expect(failure.isUnavailable)
            #expect(failure.description.contains("does not accept this node's certificate in"))
        }
    }

    @Test func `is made anew when the client certificate was replaced`() async throws {
        let first = try await ca.issue("first", for: "DNS:node-1")
        let second = try await ca.issue("second", for: "DNS:node-1")
        let current = CertificateAuthority.Pair(
            certificate: "\(directory.path)/tls.crt", key: "\(directory.path)/tls.key")
        try await serve(ca.issue("server"), clientsFrom: ca) { server in
            let sink = try HTTPSink(settings(server, ca: ca.file, client: current), version: "1")
            try install(first)
            #expect(try await sink.failure() == nil)
            #expect(try await sink.failure() == nil)
            #expect(server.connections == 1)
            try directory.put(text(of: second.certificate) ?? "", at: "tls.crt")
            let failure = try #require(try await sink.failure())
            #expect(failure.isUnavailable)
            #expect(failure.description.contains("belongs to another certificate"))
            try await server.connectionsEnd()
            try install(second)
            #expect(try await sink.failure() == nil)
            await sink.close()
            #expect(server.requests.map(\.peerCertificate) == [first.leaf, first.leaf, second.leaf])
        }
    }

    @Test func `trusts another CA once its file was replaced`() async throws {
        try await directory.put(text(of: CertificateAuthority().file) ?? "", at: "ca.pem")
        try await serve(ca.issue("server")) { server in
            let sink = try HTTPSink(settings(server, ca: "\(directory.path)/ca.pem"), version: "1")
            #expect(try await sink.failure()?.isUnavailable == true)
            try directory.put(text(of: ca.file) ?? "", at: "ca.pem")
            #expect(try await sink.failure() == nil)
            await sink.close()
        }
    }

    @Test func `needs files that hold what their names say`() async throws {
        try directory.put("-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n", at: "broken.pem")
        let broken = "\(directory.path)/broken.pem"
        let large = try directory.put(String(repeating: "x", count: 1 << 20 + 1), at: "large.pem")
        let client = try await ca.issue("node-1", for: "DNS:node-1")
        try await serve(ca.issue("server")) { server in
            let rows = try [
                (settings(server, ca: broken), "The file \(broken) does not hold certificates in PEM."),
                (settings(server, ca: client.key), "The file \(client.key) does not hold certificates in PEM."),
                (
                    settings(server, ca: directory.path),
                    "The file \(directory.path) is not read, because it is not a regular file."
                ),
                (
                    settings(
                        server, ca: ca.file,
                        client: CertificateAuthority.Pair(certificate: client.certificate, key: client.certificate)),
                    "The file \(client.certificate) does not hold a private key in PEM"
                ),
                (
                    settings(server, ca: "/dev/zero"),
                    "The file /dev/zero is not read, because it is not a regular file."
                ),
                (settings(server, ca: large), "The file \(large) has more than 1048576 bytes."),
            ]
            for (settings, sentence) in rows {
                let failure = try #require(try await HTTPSink.failure(settings))
                #expect(failure.isUnavailable)
                #expect(failure.description.hasPrefix(sentence))
            }
            #expect(server.requests.isEmpty)
        }
    }

    private func serve(
        _ pair: CertificateAuthority.Pair, clientsFrom clients: CertificateAuthority? = nil,
        while body: (MisbehavingServer) async throws -> Void
    ) async throws {
        try await MisbehavingServer.run(
            .answer("200 OK"), tls: pair.serverContext(clientsFrom: clients), while: body)
    }

    private func settings(
        _ server: MisbehavingServer, host: String = "localhost", ca: String? = nil,
        client: CertificateAuthority.Pair? = nil
    ) throws -> HTTPSinkSettings {
        try HTTPSinkSettings(
            url: "https://\(host):\(server.port)/slices", clientCertificate: client.map { FilePath($0.certificate) },
            clientKey: client.map { FilePath($0.key) }, ca: ca.map { FilePath($0) }, timeout: .seconds(30))
    }

    private func install(_ pair: CertificateAuthority.Pair) throws {
        try directory.put(text(of: pair.certificate) ?? "", at: "tls.crt")
        try directory.put(text(of: pair.key) ?? "", at: "tls.key")
    }
}
