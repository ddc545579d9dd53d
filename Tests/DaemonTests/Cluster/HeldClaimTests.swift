import Claims
import Documents
import FakeAPIServer
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import KubeletProtocol
import SystemPackage
import TestSupport
import Testing

extension DaemonSuites {
    /// Nothing of the machine changes here, so only what becomes of the claim can be the reason to announce anything else.
    @Suite("A device that the machine has no more, and a claim holds", .timeLimit(.minutes(1)))
    struct HeldClaimTests {
        private static let collection = "/apis/resource.k8s.io/v1/resourceslices"
        private static let gpu = "0000-03-00-0-0x56a0"
        private static let gone = "0000-99-00-0-0x56a0"

        private let directory: DaemonDirectory
        private let cluster = TestCluster()
        private let host = Repository.path("Tests/Hosts/intel-arc-a770.umockdev")

        init() throws { directory = try DaemonDirectory() }

        private func configure(server: String) throws {
            let files = directory.files
            try files.makeDirectory("kubelet")
            try files.put(Certificates.authority, at: "ca.crt")
            try files.put(
                """
                current-context: main
                contexts: [{name: main, context: {cluster: here, user: me}}]
                clusters: [{name: here, cluster: {server: "\(server)", certificate-authority: ca.crt}}]
                users: [{name: me, user: {token: admin-token}}]
                """, at: "kubelet.conf")
            try files.put(
                """
                cdi: {directory: \(directory.path)/cdi}
                nodeName: node1
                log: {level: debug, format: json}
                resync: 86400
                kubelet: {enabled: true, directory: \(directory.path)/kubelet}
                sinks: [{type: kubernetes, kubeconfig: \(directory.path)/kubelet.conf}]
                """, at: "config.yaml")
        }

        /// The claim `team/gpu` has the device, as a daemon that ran before has left it.
        private func hold() throws {
            let claim = try #require(
                PreparedClaim(json: [
                    "format": 1, "namespace": "team", "name": "gpu", "uid": "1f0c", "driver": "gpu.apus.dev",
                    "cdiDirectory": .string("\(directory.path)/cdi"), "bootID": "", "state": "completed",
                    "devices": [
                        [
                            "request": "main", "pool": "node1", "device": .string(Self.gone),
                            "address": "0000:99:00.0", "access": "rw", "environment": [:], "driverRoles": [],
                            "attributes": [:],
                        ]
                    ],
                ]))
            try ClaimDisk(ClaimPlaces(FilePath("\(directory.path)/state/claims"))).make(.enter(claim))
            cluster.change {
                $0.claims["team/gpu"] = ["metadata": ["name": "gpu", "namespace": "team", "uid": "1f0c"]]
            }
        }

        private var announced: [String] {
            cluster.with { $0.objects }.values.flatMap { $0["spec"]?["devices"]?.elements ?? [] }
                .compactMap { $0["name"]?.text }.sorted()
        }

        private typealias Client = GRPCClient<HTTP2ClientTransport.Posix>

        /// Calls the daemon as the kubelet does.
        private func call<Answer: Sendable>(_ body: (Client) async throws -> Answer) async throws -> Answer {
            try await withThrowingTaskGroup { group in
                let client = Client(
                    transport: try .http2NIOPosix(
                        target: .unixDomainSocket(path: "\(directory.path)/kubelet/plugins/gpu.apus.dev/dra.sock"),
                        transportSecurity: .plaintext))
                group.addTask { try await client.runConnections() }
                let answer = try await body(client)
                client.beginGracefulShutdown()
                try await group.waitForAll()
                return answer
            }
        }

        /// The devices that the kubelet hears of, once these are all of them.
        private func health(of devices: [String]) async throws -> [Health_V1_HealthStatus] {
            try await call { client in
                try await Health_V1_DRAResourceHealth.Client(wrapping: client).nodeWatchResources(.init()) { response in
                    for try await list in response.messages where list.devices.map(\.device.deviceName) == devices {
                        return list.devices.map(\.health)
                    }
                    return []
                }
            }
        }

        /// The claim's last pod has ended.
        private func unprepare() async throws {
            var claim = DRA_V1_Claim()
            claim.namespace = "team"
            claim.name = "gpu"
            claim.uid = "1f0c"
            var request = DRA_V1_NodeUnprepareResourcesRequest()
            request.claims = [claim]
            let answer = try await call { [request] client in
                try await DRA_V1_DRAPlugin.Client(wrapping: client).nodeUnprepareResources(request)
            }
            #expect(answer.claims["1f0c"]?.error == "")
        }

        @Test func `is announced by a single run too`() async throws {
            let server = try await APIServer(cluster)
            try configure(server: server.url)
            try hold()
            #expect(try await Daemon.outcome(in: directory, host: host, arguments: ["--once"]).status == 0)
            #expect(announced == [Self.gpu, Self.gone])
            try await server.stop()
        }

        @Test func `is announced until the kubelet has the claim undone, and no longer`() async throws {
            let server = try await APIServer(cluster)
            try configure(server: server.url)
            try hold()
            try await Daemon.run(in: directory, host: host) { daemon in
                await cluster.next("POST \(Self.collection)")
                #expect(announced == [Self.gpu, Self.gone])
                try daemon.log.wait(for: "kubeletAwaited")
                #expect(try await health(of: [Self.gpu, Self.gone]) == [.healthy, .unhealthy])
                try await unprepare()
                await cluster.next("PUT \(Self.collection)")
                #expect(announced == [Self.gpu])
                #expect(await daemon.stop() == 0)
                try await server.stop()
            }
        }
    }
}
