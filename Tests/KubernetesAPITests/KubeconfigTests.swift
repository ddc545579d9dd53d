import FakeAPIServer
import Glibc
import HTTPExchange
import ResourceSlices
import SystemPackage
import TestSupport
import Testing

@testable import KubernetesAPI

@Suite("A kubeconfig")
struct KubeconfigTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func access(
        cluster: String = "server: 'https://10.0.0.1:6443'", user: String = "token: t", context: String? = nil
    ) throws -> ClusterAccess {
        try directory.put(
            """
            current-context: a
            contexts:
            - {name: a, context: {cluster: c, user: u}}
            - {name: b, context: {cluster: other, user: u}}
            clusters:
            - {name: c, cluster: {\(cluster)}}
            - {name: other, cluster: {server: 'https://other:1'}}
            users: [{name: u, user: {\(user)}}]
            """, at: "config")
        return try Kubeconfig([FilePath("\(directory.path)/config")]).selection(context: context).access()
    }

    @Test func `leads to the server of its current context or of one that is named`() throws {
        #expect(try access().server == ServerAddress(host: "10.0.0.1", port: 6443))
        #expect(try access(context: "b").server == ServerAddress(host: "other", port: 1))
    }

    @Test(
        arguments: [
            ("https://a", "a", 443, ""), ("https://a:8443/k8s/clusters/c-1/", "a", 8443, "/k8s/clusters/c-1"),
            ("https://[fd00::1]:6443", "fd00::1", 6443, ""), ("HTTPS://a", "a", 443, ""),
        ])
    func `may name any server`(url: String, host: String, port: Int, path: String) throws {
        #expect(try access(cluster: "server: '\(url)'").server == ServerAddress(host: host, port: port, path: path))
    }

    @Test(
        arguments: [
            (
                "server: 'https://a', proxy-url: 'http://proxy:3128'",
                ClusterAccess.Proxy.http(host: "proxy", port: 3128)
            ),
            ("server: 'https://a', proxy-url: 'socks5://proxy'", .socks(host: "proxy", port: 1080)),
        ])
    func `may name a proxy`(cluster: String, proxy: ClusterAccess.Proxy) throws {
        #expect(try access(cluster: cluster).proxy == proxy)
    }

    @Test(
        arguments: [
            ("server: 'https://a', insecure-skip-tls-verify: true", "token: t", "always verified"),
            ("server: 'http://a'", "token: t", "without encryption"), ("server: 'ftp://a'", "token: t", "no URL"),
            ("server: 'https://a:99999'", "token: t", "no URL"), ("x: y", "token: t", "has no server"),
            ("server: 'https://a', proxy-url: 'https://p'", "token: t", "proxy-url"),
            ("server: 'https://a', certificate-authority: nowhere", "token: t", "nowhere cannot be read"),
            ("server: 'https://a', certificate-authority-data: '*'", "token: t", "not base64"),
            ("server: 'https://a'", "auth-provider: {name: gcp}", "auth-provider"),
            ("server: 'https://a'", "username: u, password: p", "username"),
        ])
    func `is refused with a sentence`(cluster: String, user: String, words: String) throws {
        let error = #expect(throws: AccessError.self) { try access(cluster: cluster, user: user) }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }

    @Test func `names its contexts where the wanted one is missing`() throws {
        let error = #expect(throws: AccessError.self) { try access(context: "z") }
        #expect(error?.description.contains("a, b") == true)
    }

    @Test func `is found where it usually is`() throws {
        let home = try directory.put("{}", at: "home/.kube/config")
        let kubelet = FilePath(try directory.put("{}", at: "kubelet.conf"))
        func kind(_ environment: [String: String], kubelets: [FilePath]) throws -> AccessSource.Kind {
            try AccessSource(
                kubeconfig: nil, context: nil, environment: environment, kubelets: kubelets, serviceAccount: "/nowhere"
            ).kind
        }
        let environment = ["HOME": "\(directory.path)/home"]
        #expect(try kind(environment, kubelets: []) == .kubeconfig([FilePath(home)], context: nil))
        #expect(try kind(environment, kubelets: [kubelet]) == .kubeconfig([kubelet], context: nil))
        #expect(
            try kind(["KUBECONFIG": "/not/there:\(home)"], kubelets: [kubelet])
                == .kubeconfig([FilePath(home)], context: nil))
        #expect(throws: AccessError.self) { try kind([:], kubelets: ["/not/there"]) }
    }

    @Test func `in several files is the first that says something`() throws {
        let first = try directory.put("{contexts: [{name: a, context: {cluster: c}}]}", at: "1")
        let second = try directory.put(
            "{current-context: a, clusters: [{name: c, cluster: {server: 'https://here'}}]}", at: "2")
        let kubeconfig = try Kubeconfig([FilePath(first), FilePath(second)])
        #expect(try kubeconfig.selection(context: nil).access().server.host == "here")
    }

    @Test func `tells the node's name by its certificate, and no other credential is read for that`() throws {
        try directory.put(Certificates.node, at: "node.pem")
        _ = try #require(mkfifo("\(directory.path)/fifo", 0o600) == 0)
        let user = "client-certificate: node.pem, client-key: fifo, tokenFile: fifo"
        #expect(throws: AccessError.self) { try access(user: user) }
        let source = try AccessSource(
            kubeconfig: FilePath("\(directory.path)/config"), context: nil, environment: [:])
        let identity = try NodeIdentity(access: source)
        #expect(identity.name == "node1")
        #expect(identity.source == "the client certificate of the kubeconfig \(directory.path)/config")
    }

    @Test func `does not tell a node's name where it is a person's`() throws {
        _ = try access()
        let access = try AccessSource(
            kubeconfig: FilePath("\(directory.path)/config"), context: nil, environment: [:])
        let error = #expect(throws: AccessError.self) { try NodeIdentity(access: access) }
        #expect(error?.description.contains("NODE_NAME") == true)
    }

    @Test(arguments: ["eA==", "e\n A==\n"]) func `may break the lines of base64`(text: String) throws {
        let access = try access(
            cluster:
                "server: 'https://a', certificate-authority-data: \"\(text.debugDescription.dropFirst().dropLast())\"")
        #expect(access.tls.authorities?.bytes == Array("x".utf8))
    }
}
