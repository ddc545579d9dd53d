import Delivery
import FakeAPIServer
import Hardware
import HTTPExchange
import HTTPSink
import MisbehavingServer
import NIOCore
import NIOSSL
import ResourceSlices
import Testing
import TestSupport

@testable import KubernetesAPI

/// Each in a process of its own: a trap anywhere below is then a failed test and not the end of all tests.
@Suite("A random answer", .timeLimit(.minutes(10))) struct RandomAnswerTests {
    @Test func `never ends the process of an http sink`() async {
        await #expect(processExitsWith: .success) {
            let script = RandomAnswers(seed: 1).script
            try await MisbehavingServer.run(script: script) { server in
                let sink = HTTPSink(
                    HTTPSinkSettings(url: try SinkURL("http://127.0.0.1:\(server.port)/slices")), version: "1")
                for _ in script {
                    // Most are failures, and what they are is for other tests.
                    try? await sink.publish(.empty())
                }
                await sink.close()
                // A connection that the server has left is sometimes found closed only by writing to it.
                try #require(server.requests.count > script.count / 2)
            }
        }
    }

    @Test func `never ends the process of a kubernetes sink`() async {
        await #expect(processExitsWith: .success) {
            let script = RandomAnswers(seed: 2).script
            try await MisbehavingServer.run(script: script, tls: RandomAnswers.serverContext()) { server in
                let authority = PEMText(Array(Certificates.authority.utf8), from: "The test")
                let access = ClusterAccess(
                    server: ServerAddress(host: "127.0.0.1", port: server.port),
                    tls: TLSIdentity(authorities: authority), source: "the test")
                let connection = APIConnection(access, try HTTPTransport(access, version: "test"))
                for turn in script.indices {
                    let request = APIRequest(path: "/apis")
                    // Most are failures, and what they are is for other tests.
                    if turn.isMultiple(of: 2) {
                        _ = try? await connection.send(request, token: nil, to: "ask")
                    } else if let events = try? await connection.watch(request, token: nil) {
                        var lines = Lines()
                        var parts = events.makeAsyncIterator()
                        while let part = try? await parts.next(isolation: nil) {
                            for line in lines.add(part.readableBytesView) ?? [] { _ = WatchEvent(line) }
                        }
                    }
                }
                // A connection that the server has left is sometimes found closed only by writing to it.
                try #require(server.requests.count > script.count / 2)
            }
        }
    }
}

struct RandomAnswers {
    let script: [Reaction]

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        script = (0..<fuzzRounds(1500)).map { _ in RandomAnswer(&random).reaction }
    }

    static func serverContext(certificate: String = Certificates.server) throws -> NIOSSLContext {
        try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8))
                    .map { .certificate($0) },
                privateKey: .privateKey(NIOSSLPrivateKey(bytes: Array(Certificates.serverKey.utf8), format: .pem))))
    }
}

extension SlicePublication {
    /// The pool of a node without accelerators: one slice without devices.
    static func empty(node: String = "node-1", generation: Int64 = 1) throws -> SlicePublication {
        let renderer = try SliceRenderer(
            driver: DriverName("gpu.apus.dev"), nodeName: NodeName(node), dialect: SliceDialect(apiVersion: .v1))
        let inventory = Inventory()
        return SlicePublication(
            inventory: inventory, renderer: renderer,
            pool: PoolSnapshot(renderer.render(inventory).slices, generation: generation))
    }
}
