import Delivery
import FakeAPIServer
import HTTPExchange
import MisbehavingServer
import ResourceSlices
import Testing

@testable import KubernetesAPI

@Suite("An API server without measure", .timeLimit(.minutes(5))) struct LimitTests {
    private func failure(_ reaction: Reaction, requests: Int) async throws -> APIFailure? {
        try await MisbehavingServer.run(reaction, tls: RandomAnswers.serverContext()) { server in
            let authority = PEMText(Array(Certificates.authority.utf8), from: "The test")
            let access = ClusterAccess(
                server: ServerAddress(host: "127.0.0.1", port: server.port), tls: TLSIdentity(authorities: authority),
                source: "the test")
            let slices = SliceCollection(
                connection: APIConnection(access, try HTTPTransport(access, version: "1")), token: nil, version: .v1,
                driver: "d",
                nodeName: "n")
            let failure = await #expect(throws: APIFailure.self) { _ = try await slices.list() }
            #expect(server.requests.count == requests)
            return failure
        }
    }

    @Test func `is not followed through pages without end`() async throws {
        let page = #"{"kind":"ResourceSliceList","metadata":{"continue":"more"},"items":[]}"#
        let failure = try await failure(.answer("200 OK", body: page), requests: 100)
        #expect(failure?.description.contains("its list of ResourceSlices has no end, not after 100 pages") == true)
    }

    @Test(arguments: [["content-length: 62914560"], ["content-type: application/json"]])
    func `is not listened to for more than 16 MiB`(headers: [String]) async throws {
        let failure = try await failure(.sayAndFlood(Reaction.head("200 OK", headers)), requests: 1)
        #expect(failure?.description.contains("is longer than any that could be meant") == true)
        #expect(failure.map { $0.sinkFailure.description.isEmpty } == false)
    }

    @Test func `is not listened to for an event that never ends`() {
        var lines = Lines()
        #expect(lines.add([UInt8](repeating: 0x20, count: 4 << 20)) == [])
        #expect(lines.add([0x20]) == nil)
    }
}
