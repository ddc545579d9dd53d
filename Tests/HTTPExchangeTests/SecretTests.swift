import Delivery
import FakeAPIServer
import Glibc
import HTTPExchange
import HTTPSink
import MisbehavingServer
import Synchronization
import SystemPackage
import Testing
import TestSupport

@testable import KubernetesAPI

/// Neither what a sink says of a failure nor what it reports shows a token or a password, whatever is done with it.
@Suite("A secret", .timeLimit(.minutes(5))) struct SecretTests {
    private static let secret = "hush-Xq7"
    private let directory: TemporaryDirectory
    private let said = Said()

    private final class Said: Sendable {
        private let stored = Mutex<[String]>([])
        var lines: [String] { stored.withLock { $0 } }
        func add(_ line: String) { stored.withLock { $0.append(line) } }
    }

    init() throws {
        directory = try TemporaryDirectory()
        try directory.put(Certificates.authority, at: "ca.pem")
    }

    private func kubernetes(server: String, user: String, cluster: String = "") throws -> KubernetesSink {
        try directory.put(
            """
            contexts: [{name: a, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "\(server)", certificate-authority: ca.pem\(cluster)}}]
            users:
            - name: u
              user:
                \(user)
            """, at: "kubeconfig")
        return KubernetesSink(
            settings: KubernetesSinkSettings(
                kubeconfig: FilePath("\(directory.path)/kubeconfig"), startSpread: .zero),
            environment: [:], version: "1", report: { [said] in said.add($0.line) })
    }

    /// What the sink says of a publication.
    private func failure(of sink: some SliceSink) async throws -> String {
        let publication = try SlicePublication.empty()
        var failure = ""
        do throws(SinkFailure) { try await sink.publish(publication) } catch { failure = error.description }
        for line in said.lines + [failure] { #expect(!line.contains("hush"), "\(line)") }
        return failure
    }

    /// The server takes nobody, so that all that was sent is the first request.
    private func authorization(
        _ user: String, answer: Reaction = .answer("401 Unauthorized", body: "no")
    ) async throws -> (sent: String?, failure: String) {
        try await MisbehavingServer.run(answer, tls: RandomAnswers.serverContext()) { server in
            let sink = try kubernetes(server: "https://127.0.0.1:\(server.port)", user: user)
            let failure = try await failure(of: sink)
            return (server.requests.first?.headers["authorization"], failure)
        }
    }

    private func plugin(_ script: String) throws -> String {
        let path = try directory.put(script, at: "plugin.sh")
        return "exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/sh, args: ['\(path)']}"
    }

    private func credential(_ token: String) -> String {
        """
        printf '%s' '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"\(token)"}}'
        """
    }

    @Test func `in a kubeconfig is sent without its newline`() async throws {
        for user in ["token: |\n      \(Self.secret)", "token: \"\(Self.secret)\\n\"", "token: ' \(Self.secret)'"] {
            #expect(try await authorization(user).sent == "Bearer \(Self.secret)")
        }
    }

    @Test func `of a plugin is sent without its newline`() async throws {
        #expect(try await authorization(plugin(credential(Self.secret + #"\n"#))).sent == "Bearer \(Self.secret)")
    }

    @Test(arguments: ["\nsecond", "\u{0}", " and more", "\u{1}x", "é"])
    func `with something beside it is neither sent nor shown`(rest: String) async throws {
        try directory.put(Self.secret + rest, at: "token")
        let outcome = try await authorization("tokenFile: token")
        #expect(outcome.sent == nil)
        #expect(outcome.failure.hasPrefix("The token file \(directory.path)/token holds blanks, control characters"))
        let escaped = (Self.secret + rest).replacing("\n", with: "\\n").replacing("\u{0}", with: "\\0")
            .replacing("\u{1}", with: "\\x01")
        let inline = try await authorization("token: \"\(escaped)\"")
        #expect(inline.sent == nil)
        #expect(inline.failure.hasPrefix("The token of the user \"u\" in the kubeconfig "), "\(inline.failure)")
    }

    @Test(arguments: ["401 Unauthorized", "403 Forbidden", "422 Unprocessable Entity", "500 Fault"])
    func `that the server repeats is blotted out`(status: String) async throws {
        let bodies = [
            "Authorization: Bearer \(Self.secret)", Self.secret,
            #"{"kind":"Status","message":"Bearer \#(Self.secret) is bad","reason":"\#(Self.secret)"}"#,
        ]
        for body in bodies {
            let outcome = try await authorization("token: \(Self.secret)", answer: .answer(status, body: body))
            #expect(outcome.sent == "Bearer \(Self.secret)")
            #expect(outcome.failure.contains("[token]"), "\(outcome.failure)")
        }
        let broken = try await authorization("token: \(Self.secret)", answer: .answer("200 OK", body: Self.secret))
        #expect(!broken.failure.isEmpty)
    }

    @Test func `in the URL of a server or a proxy is not repeated`() async throws {
        let urls = ["https://me:\(Self.secret)@a", "http://me:\(Self.secret)@a", "ftp://me:\(Self.secret)@a/b"]
        for url in urls {
            let failure = try await failure(of: kubernetes(server: url, user: "token: t"))
            #expect(failure.contains("[secret]@a"), "\(failure)")
            let proxied = try kubernetes(server: "https://a", user: "token: t", cluster: ", proxy-url: '\(url)'")
            #expect(try await self.failure(of: proxied).contains("[secret]@a"))
        }
    }

    @Test func `in the complaints of a plugin is not repeated`() async throws {
        let scripts = [
            "echo 'sent Authorization: Bearer \(Self.secret)' >&2; exit 1", "echo token=\(Self.secret) >&2; exit 3",
            "echo cannot use https://me:\(Self.secret)@idp.example >&2; exit 3", "echo \(Self.secret)",
            #"echo '{"token":"\#(Self.secret)","kind":"x"}'"#,
        ]
        for script in scripts {
            let failure = try await failure(of: kubernetes(server: "https://a", user: try plugin(script)))
            #expect(failure.hasPrefix("The credential plugin /bin/sh gave no credentials: "), "\(failure)")
        }
    }

    @Test func `in a file that everybody may read is a warning, once`() async throws {
        try directory.put(Self.secret, at: "token")
        let rows = [("token: \(Self.secret)", "kubeconfig"), ("tokenFile: token", "token")]
        for (user, file) in rows {
            for (mode, count) in [(0o600, 0), (0o644, 1)] as [(mode_t, Int)] {
                let before = said.lines.count { $0.contains("Every user of this machine can read") }
                try await MisbehavingServer.run(.answer("401 No"), tls: RandomAnswers.serverContext()) { server in
                    let sink = try kubernetes(server: "https://127.0.0.1:\(server.port)", user: user)
                    try #require(chmod("\(directory.path)/kubeconfig", file == "kubeconfig" ? mode : 0o644) == 0)
                    try #require(chmod("\(directory.path)/\(file)", mode) == 0)
                    for _ in 1...2 { _ = try await failure(of: sink) }
                }
                let warnings = said.lines.filter { $0.contains("Every user of this machine can read") }
                #expect(warnings.count == before + count)
                if count > 0 { #expect(warnings.last?.contains("\(directory.path)/\(file),") == true) }
            }
        }
        try await MisbehavingServer.run(.answer("200 OK")) { server in
            let token = FilePath("\(directory.path)/token")
            let settings = HTTPSinkSettings(url: try SinkURL("http://127.0.0.1:\(server.port)/"), tokenFile: token)
            let said = Said()
            let sink = HTTPSink(settings, version: "1", warn: said.add)
            for _ in 1...2 { try await sink.publish(.empty()) }
            await sink.close()
            #expect(said.lines.count == 1 && said.lines.first?.contains("\(token),") == true)
        }
    }
}
