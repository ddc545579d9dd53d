import Documents
import FakeAPIServer
import Glibc
import Hardware
import HostBuilding
import TestSupport
import Testing

extension DaemonSuites {
    /// The way of docs/kubernetes.md without anything in the cluster: a real daemon, a real TLS connection, and nothing
    /// but the rights of a kubelet.
    @Suite("A daemon with its kubelet's identity", .timeLimit(.minutes(3)))
    struct ClusterTests {
        private static let collection = "/apis/resource.k8s.io/v1/resourceslices"

        private let directory: DaemonDirectory
        private let cluster = TestCluster()

        init() throws {
            directory = try DaemonDirectory()
            try writeHost()
        }

        /// Two Arc A770 on ports of their own.
        private func writeHost() throws {
            var host = HostBuilder(name: "not-the-nodes-name")
            for index in 1...2 {
                let port = try #require(PCIAddress("0000:00:0\(index).0"))
                let address = try #require(PCIAddress("0000:0\(index + 2):00.0"))
                let bus = UInt8(index + 2)
                host.addBridge(at: port, to: bus...bus)
                host.add(
                    HostFunction(
                        address, vendorID: PCIID(0x8086), deviceID: PCIID(0x56a0), pciClass: .vga, driver: "xe",
                        iommuGroup: 10 + index), below: port)
                host.addDRM(to: address, card: index, render: 128 + index)
            }
            try host.write(to: "\(directory.path)/host")
        }

        /// As kubeadm writes it: the certificate is a link that the kubelet turns to a new file now and then.
        private func writeKubeconfig(server: String) throws {
            let files = directory.files
            try files.put(Certificates.authority, at: "kubernetes/pki/ca.crt")
            try signIn("kubelet-client-1.pem", Certificates.node + "\n" + Certificates.nodeKey)
            let current = "\(directory.path)/kubernetes/pki/kubelet-client-current.pem"
            try files.put(
                """
                apiVersion: v1
                kind: Config
                clusters:
                - cluster: {certificate-authority: pki/ca.crt, server: "\(server)"}
                  name: default-cluster
                contexts:
                - context: {cluster: default-cluster, namespace: default, user: default-auth}
                  name: default-context
                current-context: default-context
                users:
                - name: default-auth
                  user: {client-certificate: \(current), client-key: \(current)}
                """, at: "kubernetes/kubelet.conf")
            try files.put(
                """
                cdi: {directory: \(directory.path)/cdi}
                log: {format: json}
                resync: 1
                sinks: [{type: kubernetes, kubeconfig: \(directory.path)/kubernetes/kubelet.conf}]
                """, at: "config.yaml")
        }

        private func signIn(_ name: String, _ pem: String) throws {
            let pki = "\(directory.path)/kubernetes/pki"
            try directory.files.put(pem, at: "kubernetes/pki/\(name)")
            try #require(symlink(name, "\(pki)/next") == 0)
            try #require(rename("\(pki)/next", "\(pki)/kubelet-client-current.pem") == 0)
        }

        private func unplugSecondCard() throws {
            try #require(unlink("\(directory.path)/host/sys/bus/pci/devices/0000:04:00.0") == 0)
        }

        private func devices(of node: String = "node1") -> [String] {
            slices(of: node).flatMap { slice -> [String] in
                guard case .array(let devices)? = slice["spec"]?["devices"] else { return [] }
                return devices.compactMap { device in
                    guard case .string(let name)? = device["name"] else { return nil }
                    return name
                }
            }
        }

        private func slices(of node: String) -> [JSONValue] {
            cluster.with { state in
                state.objects.sorted { $0.key < $1.key }.map(\.value)
                    .filter { $0["spec"]?["nodeName"] == .string(node) }
            }
        }

        @Test func `keeps the slices of its node through rotations, deletions and restarts, and touches no other's`()
            async throws
        {
            let server = try await APIServer(cluster)
            try writeKubeconfig(server: server.url)
            let stranger: JSONValue = [
                "spec": [
                    "driver": "gpu.apus.dev", "nodeName": "node2", "devices": [["name": "other"]],
                    "pool": ["name": "node2", "generation": 1, "resourceSliceCount": 1],
                ]
            ]
            cluster.put("stranger", stranger)

            try await Daemon.run(in: directory, host: "\(directory.path)/host") { daemon in
                try daemon.log.wait(
                    saying:
                        "The node is called node1 by the client certificate of the kubeconfig \(directory.path)/kubernetes/kubelet.conf"
                )
                await cluster.next("POST \(Self.collection)")
                await cluster.next("GET \(Self.collection) watch")
                #expect(devices() == ["0000-03-00-0-0x56a0", "0000-04-00-0-0x56a0"])
                let owner: JSONValue = [
                    "apiVersion": "v1", "kind": "Node", "name": "node1", "uid": "node-uid-1", "controller": true,
                ]
                #expect(slices(of: "node1").map { $0["metadata"]?["ownerReferences"] } == [[owner]])
                #expect(cluster.with { $0.lastUser } == "system:node:node1")

                // The kubelet gets a new certificate, and the old one opens nothing any more.
                try signIn("kubelet-client-2.pem", Certificates.renewedNode + "\n" + Certificates.renewedNodeKey)
                cluster.change { $0.revoked = Set([ClientCertificate(pem: Certificates.node)].compactMap(\.self)) }
                try unplugSecondCard()
                await cluster.next("PUT \(Self.collection)")
                #expect(devices() == ["0000-03-00-0-0x56a0"])

                // The kubelet starts, and deletes all slices of its node.
                cluster.wipe(node: "node1")
                await cluster.next("POST \(Self.collection)")
                #expect(devices() == ["0000-03-00-0-0x56a0"])
                #expect(await daemon.stop() == 0)
            }
            #expect(devices() == ["0000-03-00-0-0x56a0"], "Running containers need them.")

            let writes = cluster.writes
            try await Daemon.run(in: directory, host: "\(directory.path)/host") { next in
                await cluster.next("GET \(Self.collection) watch")
                #expect(await next.stop() == 0)
                #expect(cluster.writes == writes, "There was nothing to write.")
                #expect(devices(of: "node2") == ["other"])
                #expect(cluster.with { $0.unknownFields } == [])
                try await server.stop()
            }
        }

        @Test func `waits for a machine to join its cluster`() async throws {
            let server = try await APIServer(cluster)
            try writeKubeconfig(server: server.url)
            let kubernetes = "\(directory.path)/kubernetes"
            try #require(rename(kubernetes, "\(kubernetes)-later") == 0)
            try await Daemon.run(in: directory, host: "\(directory.path)/host") { daemon in
                try daemon.log.wait(saying: "kubelet.conf cannot be read")
                try daemon.log.wait(for: "ready")
                #expect(try directory.cdiDevices?.count == 2, "Containers need no cluster.")
                try #require(rename("\(kubernetes)-later", kubernetes) == 0)
                try daemon.log.wait(saying: "The node is called node1")
                await cluster.next("POST \(Self.collection)")
                #expect(devices().count == 2)
                #expect(await daemon.stop() == 0)
                try await server.stop()
            }
        }

        @Test func `says what is missing where the certificate is no node's`() async throws {
            let server = try await APIServer(cluster)
            try writeKubeconfig(server: server.url)
            cluster.change { $0.revoked = Set([ClientCertificate(pem: Certificates.node)].compactMap(\.self)) }
            try await Daemon.run(in: directory, host: "\(directory.path)/host") { daemon in
                try daemon.log.wait(
                    for: "sinkFailing", saying: "The API server does not know our credentials (401)")
                #expect(cluster.writes == 0)
                #expect(try directory.cdiDevices?.count == 2, "Containers need no cluster.")
                #expect(await daemon.stop() == 0)
                try await server.stop()
            }
        }
    }
}
