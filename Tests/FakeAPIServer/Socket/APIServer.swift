import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A cluster on a TLS socket of this machine.
package final class APIServer: Sendable {
    package let cluster: TestCluster
    package let port: Int
    private let channel: any Channel
    /// Apart from the clients', which a busy server would stop.
    private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)

    package init(
        _ cluster: TestCluster, certificate: String = Certificates.server, port: Int = 0
    ) async throws {
        self.cluster = cluster
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(Certificates.serverKey.utf8), format: .pem)))
        tls.trustRoots = .certificates(
            try [Certificates.authority, Certificates.clientAuthority].flatMap {
                try NIOSSLCertificate.fromPEMBytes(Array($0.utf8))
            })
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
            .bind(host: "127.0.0.1", port: port).get()
        self.port = channel.localAddress?.port ?? 0
    }

    package var url: String { "https://127.0.0.1:\(port)" }

    package func stop() async throws {
        cluster.endWatches()
        try await channel.close()
    }
}
