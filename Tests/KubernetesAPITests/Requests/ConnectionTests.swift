import Delivery
import Documents
import FakeAPIServer
import FoundationEssentials
import ResourceSlices
import SinkContract
import SystemPackage
import Testing
import TestSupport

@testable import KubernetesAPI

@Suite("A connection", .timeLimit(.minutes(2)))
struct ConnectionTests {
    private static func indented(_ pem: String) -> String { Data(pem.utf8).base64EncodedString() }

    private static func thrown(by fixture: ClusterFixture) async -> SinkFailure? {
        await #expect(throws: SinkFailure.self) { try await fixture.sink().publish(.devices(1)) }
    }

    @Test(arguments: [false, true])
    func `signs in with the kubelet's certificate`(isInline: Bool) async throws {
        let fixture = try await ClusterFixture()
        try fixture.signInAsKubelet()
        if isInline {
            let both = Self.indented(Certificates.node + "\n" + Certificates.nodeKey)
            try fixture.writeKubeconfig(user: "{client-certificate-data: \(both), client-key-data: \(both)}")
        }
        let sink = fixture.sink()
        for count in [1, 200, 1] { try await sink.publish(.devices(count)) }
        #expect(fixture.poolFaults == [])
        #expect(fixture.cluster.slices.count == 1)
        let foreign = SlicePublication(.devices(1), .sample(node: "node2"))
        let failure = await #expect(throws: SinkFailure.self) { try await sink.publish(foreign) }
        #expect(failure?.kind == .throttled("", retryAfter: .seconds(30)))
        try await fixture.server.stop()
    }

    @Test func `is refused to a server that another authority vouches for`() async throws {
        let fixture = try await ClusterFixture()
        try fixture.writeKubeconfig(authority: Certificates.strangeAuthority)
        let failure = await Self.thrown(by: fixture)
        let words = "The certificate of \(fixture.server.url) is not trusted: it comes from no CA in the file "
        #expect(failure?.description.hasPrefix(words) == true, "\(String(describing: failure))")
        #expect(fixture.cluster.with { $0.requests } == [])
        try await fixture.server.stop()
    }

    @Test func `is refused to a server whose certificate has expired`() async throws {
        let fixture = try await ClusterFixture()
        let stale = try await APIServer(fixture.cluster, certificate: Certificates.expiredServer)
        try fixture.writeKubeconfig(server: stale.url)
        let failure = await Self.thrown(by: fixture)
        #expect(failure?.description.contains("or has expired") == true, "\(String(describing: failure))")
        #expect(fixture.cluster.with { $0.requests } == [])
        try await stale.stop()
        try await fixture.server.stop()
    }

    @Test func `verifies the name that the kubeconfig tells`() async throws {
        let fixture = try await ClusterFixture()
        let named = try await APIServer(fixture.cluster, certificate: Certificates.namedServer)
        for cluster in ["", ", tls-server-name: other.test"] {
            try fixture.writeKubeconfig(server: named.url, cluster: cluster)
            let failure = await Self.thrown(by: fixture)
            #expect(failure?.description.contains("is for another host") == true, "\(String(describing: failure))")
        }
        #expect(fixture.cluster.with { $0.requests } == [])
        try fixture.writeKubeconfig(server: named.url, cluster: ", tls-server-name: apiserver.test")
        try await fixture.sink().publish(.devices(1))
        #expect(fixture.cluster.writes == 1)
        try await named.stop()
        try await fixture.server.stop()
    }

    @Test func `takes up a token that was replaced`() async throws {
        let fixture = try await ClusterFixture()
        try fixture.directory.put("first\n", at: "token")
        try fixture.writeKubeconfig(user: "{tokenFile: token, token: not-this}")
        fixture.cluster.change { $0.users = ["first": "admin"] }
        let sink = fixture.sink()
        try await sink.publish(.devices(1))
        fixture.cluster.change { $0.users = ["second": "admin"] }
        let failure = await #expect(throws: SinkFailure.self) { try await sink.publish(.devices(2)) }
        #expect(failure?.description.contains("401") == true)
        try fixture.directory.put("second\n", at: "token")
        try await sink.publish(.devices(2))
        #expect(fixture.cluster.writes == 2)
        try await fixture.server.stop()
    }

    @Test func `takes up a kubelet's certificate that was replaced`() async throws {
        let fixture = try await ClusterFixture()
        try fixture.signInAsKubelet()
        let sink = fixture.sink()
        try await sink.publish(.devices(1))
        try fixture.signInAsKubelet(certificate: Certificates.renewedNode, key: Certificates.renewedNodeKey)
        // What the first certificate signs in as is not looked at any more.
        fixture.cluster.change { $0.revoked = Set([ClientCertificate(pem: Certificates.node)].compactMap(\.self)) }
        try await sink.publish(.devices(2))
        #expect(fixture.cluster.with { $0.lastUser } == "system:node:node1")
        #expect(fixture.cluster.writes == 2)
        try await fixture.server.stop()
    }

    @Test(arguments: [("http", "CONNECT"), ("socks5", "SOCKS")])
    func `goes through the proxy that the kubeconfig names`(scheme: String, word: String) async throws {
        let fixture = try await ClusterFixture()
        let proxy = try await Proxy(to: fixture.server.port)
        try fixture.writeKubeconfig(
            server: "https://apiserver.test:6443", cluster: ", proxy-url: '\(scheme)://127.0.0.1:\(proxy.port)'")
        try await fixture.sink().publish(.devices(1))
        #expect(fixture.cluster.writes == 1)
        #expect(Set(proxy.asked) == ["\(word) apiserver.test:6443"])
        try await proxy.stop()
        try await fixture.server.stop()
    }

    @Test func `asks a credential plugin again before what it gave expires`() async throws {
        let fixture = try await ClusterFixture()
        try fixture.directory.put(
            """
            echo >> "$(dirname "$0")/asked"
            until=$(date --utc --date "+$(cat "$(dirname "$0")/lifetime") seconds" +%Y-%m-%dT%H:%M:%SZ)
            echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",'
            echo '"status":{"token":"admin-token","expirationTimestamp":"'"$until"'"}}'
            """, at: "plugin.sh")
        try fixture.writeKubeconfig(
            user: """
                {exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/sh, \
                args: [\(fixture.directory.path)/plugin.sh]}}
                """)
        let asked = {
            fixture.directory.text(of: "asked")?.split(separator: "\n", omittingEmptySubsequences: false).count
        }
        try fixture.directory.put("50", at: "lifetime")
        let sink = fixture.sink()
        try await sink.publish(.devices(1))
        let first = try #require(asked())
        try fixture.directory.put("3600", at: "lifetime")
        try await sink.publish(.devices(2))
        let second = try #require(asked())
        #expect(second > first)
        try await sink.publish(.devices(3))
        #expect(asked() == second)
        try await fixture.server.stop()
    }

    @Test func `takes up an authority that was replaced`() async throws {
        let fixture = try await ClusterFixture()
        let sink = fixture.sink()
        try await sink.publish(.devices(1))
        try fixture.directory.put(Certificates.strangeAuthority, at: "ca.crt")
        await #expect(throws: SinkFailure.self) { try await sink.publish(.devices(2)) }
        try fixture.directory.put(Certificates.strangeAuthority + "\n" + Certificates.authority, at: "ca.crt")
        try await sink.publish(.devices(2))
        try await fixture.server.stop()
    }

    @Test func `is that of a pod where there is one, with a token that is replaced each hour`() async throws {
        let fixture = try await ClusterFixture()
        let user = "system:serviceaccount:apus:apusd"
        fixture.cluster.change { $0.users = ["first": user] }
        try fixture.directory.put("first", at: "pod/token")
        try fixture.directory.put(Certificates.authority, at: "pod/ca.crt")
        let sink = KubernetesSink(
            settings: KubernetesSinkSettings(startSpread: .zero),
            environment: ["KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT": "\(fixture.server.port)"],
            serviceAccount: FilePath("\(fixture.directory.path)/pod"), report: { _ in },
            clock: ContinuousClock(),
            transport: { access throws(AccessError) in try HTTPTransport(access, version: "1.2.3") })
        try await sink.publish(.devices(1))
        fixture.cluster.change { $0.users = ["second": user] }
        try fixture.directory.put("second", at: "pod/token")
        try await sink.publish(.devices(2))
        #expect(fixture.cluster.writes == 2)
        #expect(fixture.cluster.with { $0.lastUser } == user)
        #expect(fixture.cluster.with { $0.lastUserAgent } == "apusd/1.2.3")
        try await fixture.server.stop()
    }

    @Test func `that is refused says what helps, by whom the server takes it for`() async throws {
        let fixture = try await ClusterFixture()
        fixture.cluster.change { state in
            state.users = ["admin-token": "system:serviceaccount:apus:apusd"]
            state.refusalsLeft = .max
        }
        let account = await Self.thrown(by: fixture)
        #expect(
            account?.description.hasSuffix(
                "Grant system:serviceaccount:apus:apusd the permissions in kubernetes/rbac.yaml.") == true)
        // Some of a server's messages end as sentences do.
        #expect(account?.description.contains("..") == false)
        try fixture.signInAsKubelet()
        let kubelet = await Self.thrown(by: fixture)
        #expect(kubelet?.description.contains("is this node called node1,") == true)
        #expect(kubelet?.description.contains("rbac.yaml") == false)
        try await fixture.server.stop()
    }

    @Test(arguments: ["v1", "v1beta1"])
    func `asks a credential plugin, and again when the server refuses what it gave`(version: String) async throws {
        let fixture = try await ClusterFixture()
        try fixture.directory.put(
            """
            echo "$KUBERNETES_EXEC_INFO" >> "$(dirname "$0")/asked"
            token=$(cat "$(dirname "$0")/secret")
            echo '{"apiVersion":"client.authentication.k8s.io/\(version)","kind":"ExecCredential",'
            echo '"status":{"token":"'"$EXTRA-$token"'","expirationTimestamp":"2999-01-01T00:00:00Z"}}'
            """, at: "plugin.sh")
        try fixture.directory.put("one", at: "secret")
        try fixture.writeKubeconfig(
            user: """
                {exec: {apiVersion: client.authentication.k8s.io/\(version), command: /bin/sh, \
                args: [\(fixture.directory.path)/plugin.sh], env: [{name: EXTRA, value: x}], provideClusterInfo: true}}
                """)
        fixture.cluster.change { $0.users = ["x-one": "admin"] }
        let sink = fixture.sink()
        try await sink.publish(.devices(1))
        try await sink.publish(.devices(2))
        let asked = try #require(fixture.directory.text(of: "asked"))
        #expect(asked.split(separator: "\n").count == 1)
        #expect(asked.contains("\"server\":\"\(fixture.server.url)\""))
        fixture.cluster.change { $0.users = ["x-two": "admin"] }
        try fixture.directory.put("two", at: "secret")
        try await sink.publish(.devices(3))
        #expect(fixture.directory.text(of: "asked")?.split(separator: "\n").count == 2)
        try await fixture.server.stop()
    }

    @Test(
        arguments: [
            ("/does/not/exist", "[]", "could not be run"), ("/bin/sh", "[-c, echo why >&2; exit 3]", "why"),
            ("/bin/sh", "[-c, echo hello]", "not JSON"),
        ])
    func `says what is wrong with a credential plugin`(command: String, arguments: String, words: String) async throws {
        let fixture = try await ClusterFixture()
        try fixture.writeKubeconfig(
            user: """
                {exec: {apiVersion: client.authentication.k8s.io/v1, command: \(command), args: \(arguments), \
                installHint: Install it.}}
                """)
        let failure = await Self.thrown(by: fixture)
        #expect(failure?.description.contains(words) == true, "\(String(describing: failure))")
        try await fixture.server.stop()
    }

    @Test func `fails with a sentence where nobody answers`() async throws {
        let fixture = try await ClusterFixture()
        try await fixture.server.stop()
        let failure = await Self.thrown(by: fixture)
        #expect(failure?.kind == .unavailable(""))
        #expect(failure?.description.contains("refuses connections") == true)
    }
}
