import Delivery
import FakeAPIServer
import HTTPExchange
import HTTPSink
import MisbehavingServer
import NIOSSL
import SystemPackage
import Testing
import TestSupport

@testable import KubernetesAPI

/// Both network sinks, each against a server of its own kind of fault.
@Suite("A failed exchange", .timeLimit(.minutes(5))) struct SentenceTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try directory.put(Certificates.authority, at: "ca.pem")
        try directory.put(Certificates.strangeAuthority, at: "strange.pem")
    }

    /// The sentences of the http sink and of the kubernetes sink, in which the server is called SERVER.
    private func sentences(port: Int, host: String = "127.0.0.1", ca: String = "ca.pem") async throws -> [String] {
        let url = "https://\(host):\(port)"
        let ca = "\(directory.path)/\(ca)"
        try directory.put(
            """
            contexts: [{name: a, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "\(url)", certificate-authority: "\(ca)"}}]
            users: [{name: u, user: {token: t}}]
            """, at: "kubeconfig")
        let http = HTTPSink(
            HTTPSinkSettings(url: try SinkURL("\(url)/slices"), ca: FilePath(ca), timeout: .seconds(30)), version: "1")
        let kubernetes = KubernetesSink(
            settings: KubernetesSinkSettings(
                kubeconfig: FilePath("\(directory.path)/kubeconfig"), startSpread: .zero),
            environment: [:], version: "1", report: { _ in })
        var sentences: [String] = []
        for sink in [http, kubernetes] as [any SliceSink] {
            let failure = await #expect(throws: SinkFailure.self) { try await sink.publish(.empty()) }
            guard case .unavailable(let reason)? = failure else {
                Issue.record("\(String(describing: failure))")
                continue
            }
            sentences.append(
                reason.replacing("\(url)/slices", with: "SERVER").replacing(url, with: "SERVER")
                    .replacing("certificate-authority", with: "ca"))
        }
        await http.close()
        return sentences
    }

    private func expect(
        _ words: String, _ reaction: Reaction = .silence, certificate: String? = Certificates.server,
        ca: String = "ca.pem", at place: SourceLocation = #_sourceLocation
    ) async throws {
        let tls = try certificate.map { try RandomAnswers.serverContext(certificate: $0) }
        try await MisbehavingServer.run(reaction, tls: tls) { server in
            let both = try await sentences(port: server.port, ca: ca)
            #expect(both.count == 2 && both.first == both.last, sourceLocation: place)
            #expect(both.first?.hasPrefix(words) == true, "\(both)", sourceLocation: place)
        }
    }

    @Test func `over TLS has the same sentence in both sinks`() async throws {
        try await expect(
            "The certificate of SERVER is not trusted: it comes from no CA in the file ", ca: "strange.pem")
        try await expect(
            "The certificate of SERVER is not trusted: it comes from no CA in the file ",
            certificate: Certificates.expiredServer)
        try await expect("The certificate of SERVER is for another host.", certificate: Certificates.namedServer)
        try await expect("SERVER does not speak TLS. Check the port", certificate: nil)
    }

    @Test func `without an answer has the same sentence in both sinks`() async throws {
        try await expect("SERVER closed the connection before ", .sayAndClose(""))
        try await expect("SERVER does not answer in HTTP. ", .sayAndClose("SSH-2.0-OpenSSH\r\n"))
        try await expect("SERVER answers with the status 99, ", .sayAndClose(Reaction.head("099 X", [])))
    }

    @Test func `with nobody has the same sentence in both sinks`() async throws {
        let port = UnservedPort()
        let refused = try await sentences(port: port.number)
        let sentence = "SERVER refuses connections. Check that the server runs and listens there."
        #expect(refused == [sentence, sentence])
        withExtendedLifetime(port) {}
        let unknown = try await sentences(port: 443, host: "apus.invalid")
        let other = "The host of SERVER has no address. Check its name and this node's DNS."
        #expect(unknown == [other, other])
    }
}
