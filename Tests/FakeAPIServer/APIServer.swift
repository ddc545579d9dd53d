import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A cluster on a TLS socket of this machine.
final class APIServer: Sendable {
    let cluster: TestCluster
    let port: Int
    private let channel: any Channel
    /// Apart from the clients', which a busy server would stop.
    private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)

    init(_ cluster: TestCluster, certificate: String = Certificates.server) async throws {
        self.cluster = cluster
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(Certificates.serverKey.utf8), format: .pem)))
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(Certificates.authority.utf8)))
        tls.certificateVerification = .optionalVerification
        let context = try NIOSSLContext(configuration: tls)
        channel = try await ServerBootstrap(group: Self.group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    try child.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    try child.pipeline.syncOperations.configureHTTPServerPipeline()
                    try child.pipeline.syncOperations.addHandler(ServerHandler(cluster))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    var url: String { "https://127.0.0.1:\(port)" }

    func stop() async throws {
        cluster.endWatches()
        try await channel.close()
    }
}
