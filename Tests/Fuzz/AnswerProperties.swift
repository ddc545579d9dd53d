import Delivery
import Dispatch
import FakeAPIServer
import Files
import Hardware
import HTTPSink
import KubernetesAPI
import MisbehavingServer
import NIOSSL
import ResourceSlices
import Synchronization
import SystemPackage

/// Whatever a server says, publishing comes to an end, and what it tells of a failure does not hold the credential.
enum AnswerProperties {
    static func checkHTTP(_ bytes: [UInt8]) -> Int32 {
        guard let url = try? SinkURL("http://127.0.0.1:\(AnsweringServer.plain.port)/slices") else {
            require(false, "the server's address is one")
            return 0
        }
        check(HTTPSink(HTTPSinkSettings(url: url, tokenFile: tokenFile), version: "fuzz"), bytes, .plain)
        return 0
    }

    static func checkKubernetes(_ bytes: [UInt8]) -> Int32 {
        let settings = KubernetesSinkSettings(
            kubeconfig: kubeconfig, startSpread: .zero, requestsPerSecond: 1000, requestBurst: 1000)
        check(
            KubernetesSink(settings: settings, environment: [:], version: "fuzz", report: { _ in }), bytes, .encrypted)
        return 0
    }

    private static func check(_ sink: some SliceSink, _ bytes: [UInt8], _ server: AnsweringServer) {
        server.answer(with: bytes)
        waiting {
            do throws(SinkFailure) {
                try await sink.publish(publication())
            } catch {
                require(!error.description.isEmpty, "a failure says what it is")
                require(!error.description.contains(token), "no failure tells the token: \(error)")
            }
            await sink.close()
        }
    }

    private static let token = "only-for-the-server-7c1d"

    private static let tokenFile = file("token", token)

    private static let kubeconfig = file(
        "kubeconfig",
        """
        apiVersion: v1
        kind: Config
        current-context: it
        clusters: [{name: it, cluster: {server: "https://127.0.0.1:\(AnsweringServer.encrypted.port)", \
        certificate-authority: \(file("ca.pem", Certificates.authority).string)}}]
        users: [{name: it, user: {token: \(token)}}]
        contexts: [{name: it, context: {cluster: it, user: it}}]
        """)

    private static func file(_ name: String, _ text: String) -> FilePath {
        let path = FilePath(Scratch.shared.path).appending(name)
        do {
            let file = try FileDescriptor.open(
                path, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
            try file.closeAfter { _ = try file.writeAll(text.utf8) }
        } catch {
            require(false, "\(path) can be written: \(error)")
        }
        return path
    }

    private static func publication() throws(SinkFailure) -> SlicePublication {
        do {
            let renderer = try SliceRenderer(
                driver: DriverName("gpu.apus.dev"), nodeName: NodeName("node-1"), dialect: SliceDialect(apiVersion: .v1)
            )
            return SlicePublication(
                inventory: Inventory(), renderer: renderer,
                pool: PoolSnapshot(renderer.render(Inventory()).slices, generation: 1))
        } catch {
            throw .rejected("\(error)")
        }
    }
}

/// A server of this process that gives one answer to everything.
final class AnsweringServer: Sendable {
    static let plain = AnsweringServer(tls: nil)
    static let encrypted = AnsweringServer(tls: try? certificate())

    private let latest = Mutex<[UInt8]>([])
    private let bound = Mutex(0)

    var port: Int { bound.withLock { $0 } }

    func answer(with bytes: [UInt8]) { latest.withLock { $0 = bytes } }

    private init(tls: NIOSSLContext?) {
        let started = DispatchSemaphore(value: 0)
        // For as long as the process lives.
        Task {
            try? await MisbehavingServer.run(
                .decide { .sayBytesAndClose(self.latest.withLock { $0 }) }, tls: tls
            ) { server in
                self.bound.withLock { $0 = server.port }
                started.signal()
                try await Task.sleep(for: .seconds(1 << 30))
            }
        }
        started.wait()
    }

    private static func certificate() throws -> NIOSSLContext {
        try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: NIOSSLCertificate.fromPEMBytes(Array(Certificates.server.utf8)).map {
                    .certificate($0)
                },
                privateKey: .privateKey(NIOSSLPrivateKey(bytes: Array(Certificates.serverKey.utf8), format: .pem))))
    }
}

/// libFuzzer calls from its own thread, which may wait.
private func waiting(_ work: @escaping @Sendable () async -> Void) {
    let done = DispatchSemaphore(value: 0)
    Task {
        await work()
        done.signal()
    }
    done.wait()
}
